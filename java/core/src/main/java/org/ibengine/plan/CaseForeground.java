package org.ibengine.plan;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Runs;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;

/**
 * The foreground voxels of one case: of each instance by rank, and those that are of no instance.
 * Takes two to six bytes of the Java heap for each run of voxels along a row, whatever its length,
 * and about 200 for each instance. Immutable, so thread-safe; equal if the voxels are.
 *
 * @param instances the voxels of the one with id i at position i − 1
 * @param others foreground of no instance: lesions that were dropped, and what is ignored
 */
public record CaseForeground(List<IndexRuns> instances, IndexRuns others) {
  public CaseForeground {
    instances = List.copyOf(instances);
  }

  /**
   * Of a label map.
   *
   * @param occupied all foreground in memory order, with the ids of instances; 0 or less for what
   *     is of none
   * @param instances how many there are
   */
  public static CaseForeground of(Size3 volume, Runs occupied, int instances) {
    List<IndexRuns.Builder> builders = new ArrayList<>(instances + 1);
    for (int id = 0; id <= instances; id++) {
      builders.add(new IndexRuns.Builder(volume));
    }
    for (int run = 0; run < occupied.count(); run++) {
      long row = ((long) occupied.z(run) * volume.y() + occupied.y(run)) * volume.x();
      builders
          .get(Math.max(0, occupied.instance(run)))
          .add(row + occupied.xBegin(run), row + occupied.xEnd(run));
    }
    List<IndexRuns> built = builders.stream().map(IndexRuns.Builder::build).toList();
    return new CaseForeground(built.subList(1, built.size()), built.get(0));
  }

  /** Voxels of all instances together. */
  public long voxels() {
    return instances.stream().mapToLong(IndexRuns::size).sum();
  }

  /** Whether a window holds a voxel of the foreground; it may reach out of the volume. */
  public boolean meets(Index3 corner, Size3 patch) {
    return others.meets(corner, patch)
        || instances.stream().anyMatch(voxels -> voxels.meets(corner, patch));
  }

  /** Adds all voxels to a digest. */
  public void update(MessageDigest digest) {
    digest.update(others.toBytes());
    instances.forEach(voxels -> digest.update(voxels.toBytes()));
  }
}
