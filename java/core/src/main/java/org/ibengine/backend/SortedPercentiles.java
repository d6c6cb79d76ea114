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
      values[i] = percentile(sorted, percentages[i]);
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

  private static double percentile(double[] sorted, double percentage) {
    double rank = (sorted.length - 1) * (percentage / 100);
    int below = (int) Math.floor(rank);
    double a = sorted[below];
    double b = sorted[Math.min(below + 1, sorted.length - 1)];
    return lerp(a, b, rank - below);
  }

  /** As numpy's {@code _lerp}: from the nearer end, so that both ends are met exactly. */
  private static double lerp(double a, double b, double t) {
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }
}
