package org.ibengine.evaluation.overlap;

import java.util.Arrays;
import org.ibengine.backend.LinearRank;
import org.ibengine.place.DistancePlanes;
import org.ibengine.volume.BitsBox;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.VoxelBits;

/**
 * Distances from the surface voxels of one mask to the nearest surface voxel of another, centre to
 * centre, ascending: 8 bytes each. Immutable.
 *
 * <p>Only the planes of the smallest box around the first surface are gone through. Each takes two
 * lower envelopes over the columns of the second surface, so V voxels of that box take about 2V
 * steps; besides the result, memory is in proportion to a plane.
 */
final class SurfaceDistances {
  private final double[] sorted;

  private SurfaceDistances(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param from not empty
   * @param to of the same size, not empty
   */
  static SurfaceDistances between(VoxelBits from, VoxelBits to, Spacing spacing) {
    Box box = BitsBox.of(from).orElseThrow();
    DistancePlanes planes = new DistancePlanes(to, spacing, box);
    double[] distances = new double[Math.toIntExact(from.count())];
    int[] xs = new int[from.size().x()];
    int width = box.size().x();
    int count = 0;
    for (int z = box.begin().z(); z < box.end().z(); z++) {
      if (from.countOfPlane(z) == 0) {
        continue;
      }
      double[] squared = planes.squared(z - box.begin().z());
      for (int y = box.begin().y(); y < box.end().y(); y++) {
        int row = (y - box.begin().y()) * width - box.begin().x();
        int found = from.row(y, z, xs);
        for (int i = 0; i < found; i++) {
          distances[count++] = Math.sqrt(squared[row + xs[i]]);
        }
      }
    }
    Arrays.sort(distances);
    return new SurfaceDistances(distances);
  }

  /** All of them times a positive factor, as another unit of length has them. */
  SurfaceDistances times(double factor) {
    return new SurfaceDistances(Arrays.stream(sorted).map(value -> value * factor).toArray());
  }

  int count() {
    return sorted.length;
  }

  double largest() {
    return sorted[sorted.length - 1];
  }

  /** By numpy's {@code linear} rule. */
  double percentile(double percentage) {
    LinearRank rank = LinearRank.of(percentage, sorted.length);
    return rank.between(sorted[(int) rank.lower()], sorted[(int) rank.upper()]);
  }

  double sum() {
    return Arrays.stream(sorted).sum();
  }

  /** How many are at most {@code limit}. */
  int within(double limit) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
