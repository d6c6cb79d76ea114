package org.ibengine.plan;

import java.util.Arrays;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The cases of a pool with their positives and boxes, by number. Immutable, so thread-safe. */
final class DrawnCases {
  private final PatchPool pool;
  private final Size3 patch;
  private final int[] firstPositives; // of each case, and one past the last
  private final long[] firstBoxes;
  private final long[] firstVoxels; // of each positive, and one past the last

  private DrawnCases(PatchPool pool, Size3 patch) {
    this.pool = pool;
    this.patch = patch;
    this.firstPositives = new int[pool.cases().size() + 1];
    this.firstBoxes = new long[pool.cases().size() + 1];
    this.firstVoxels = new long[pool.positives().size() + 1];
  }

  /**
   * @throws IllegalArgumentException if the positives are not those of the cases, in their order
   */
  static DrawnCases of(PatchPool pool, PlanOptions options) {
    Size3 patch = options.patchSize();
    DrawnCases cases = new DrawnCases(pool, patch);
    int next = 0;
    for (int at = 0; at < pool.cases().size(); at++) {
      CaseSite one = pool.cases().get(at);
      for (int i = 0; i < one.foreground().instances().size(); i++) {
        if (next == pool.positives().size()
            || !pool.positives().get(next).caseName().equals(one.caseName())) {
          throw new IllegalArgumentException(
              "positives must be those of the cases in their order, differ at " + one.caseName());
        }
        cases.firstVoxels[next + 1] =
            cases.firstVoxels[next] + one.foreground().instances().get(i).size();
        next++;
      }
      cases.firstPositives[at + 1] = next;
      boolean drawn = cases.positives(at) > 0 || !options.draws().drawsVoxels();
      cases.firstBoxes[at + 1] =
          Math.addExact(cases.firstBoxes[at], drawn ? boxes(one.volume(), patch) : 0);
    }
    return cases;
  }

  /** Whether a patch reaches out of a volume wherever it lies. */
  static boolean isShort(Size3 volume, Size3 patch) {
    return volume.x() < patch.x() || volume.y() < patch.y() || volume.z() < patch.z();
  }

  /** How many boxes of a volume can be drawn. */
  private static long boxes(Size3 volume, Size3 patch) {
    return isShort(volume, patch) ? 1 : starts(volume, patch).voxels();
  }

  private static Size3 starts(Size3 volume, Size3 patch) {
    return new Size3(
        volume.x() - patch.x() + 1, volume.y() - patch.y() + 1, volume.z() - patch.z() + 1);
  }

  /** The case of a positive of the pool. */
  int ofPositive(int site) {
    int found = Arrays.binarySearch(firstPositives, site);
    if (found < 0) {
      return -found - 2;
    }
    int last = found; // cases without a positive share their number with the one after
    while (firstPositives[last + 1] == site) {
      last++;
    }
    return last;
  }

  /** Position in the pool of the first positive of a case. */
  int firstPositive(int at) {
    return firstPositives[at];
  }

  /** Positives of a case. */
  int positives(int at) {
    return firstPositives[at + 1] - firstPositives[at];
  }

  /** The number among those of all cases of the first voxel of a positive. */
  long firstVoxel(int site) {
    return firstVoxels[site];
  }

  /** Foreground voxels of the positives of a case. */
  long voxels(int at) {
    return firstVoxels[firstPositives[at + 1]] - firstVoxels[firstPositives[at]];
  }

  /** The positive of a voxel by its number; every positive has voxels. */
  int ofVoxel(long number) {
    int found = Arrays.binarySearch(firstVoxels, number);
    return found >= 0 ? found : -found - 2;
  }

  /** Boxes of all cases that are drawn from. */
  long boxes() {
    return firstBoxes[firstBoxes.length - 1];
  }

  /** The number of a box among those of all cases, x fastest. */
  long rank(int at, Index3 corner) {
    Size3 volume = pool.cases().get(at).volume();
    if (isShort(volume, patch)) {
      return firstBoxes[at];
    }
    Size3 starts = starts(volume, patch);
    return firstBoxes[at] + ((long) corner.z() * starts.y() + corner.y()) * starts.x() + corner.x();
  }
}
