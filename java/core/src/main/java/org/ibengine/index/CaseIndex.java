package org.ibengine.index;

import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.place.Windows;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;

/**
 * One case without its voxels.
 *
 * @param modalities in channel order
 * @param instances the one with id i at position i − 1
 * @param windows first voxels of the background windows of the dataset's patch size, x outermost, z
 *     innermost
 */
public record CaseIndex(
    String name,
    Geometry geometry,
    Connectivity connectivity,
    List<ModalityIndex> modalities,
    List<Instance> instances,
    List<Index3> windows) {

  public CaseIndex {
    modalities = List.copyOf(modalities);
    instances = List.copyOf(instances);
    windows = Windows.compact(windows);
  }

  /** Voxels of all instances together. */
  public long foregroundVoxels() {
    return instances.stream().mapToLong(Instance::voxels).sum();
  }
}
