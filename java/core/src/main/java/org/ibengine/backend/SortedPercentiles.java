package org.ibengine.backend;

import java.util.Arrays;

/** numpy's {@code linear} percentiles, by sorting all voxels as float64. */
final class SortedPercentiles {
  private SortedPercentiles() {}

  static Percentiles of(Voxels voxels, double[] percentages) {
    requireInRange(percentages);
    double[] sorted = new double[voxels.count()];
    long nonFinite = 0;
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = voxels.get(i) + 0.0; // −0 becomes +0
      if (!Double.isFinite(sorted[i])) {
        nonFinite++;
      }
    }
    double[] values = new double[percentages.length];
    if (nonFinite > 0) {
      Arrays.fill(values, Double.NaN);
      return new Percentiles(values, nonFinite);
    }
    Arrays.sort(sorted);
    for (int i = 0; i < values.length; i++) {
      LinearRank rank = LinearRank.of(percentages[i], sorted.length);
      values[i] = rank.between(sorted[(int) rank.lower()], sorted[(int) rank.upper()]);
    }
    return new Percentiles(values, 0);
  }

  private static void requireInRange(double[] percentages) {
    for (double percentage : percentages) {
      if (!(percentage >= 0 && percentage <= 100)) {
        throw new IllegalArgumentException("percentages must be in [0, 100], was " + percentage);
      }
    }
  }
}
