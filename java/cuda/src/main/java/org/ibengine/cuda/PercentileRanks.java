package org.ibengine.cuda;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Which voxels, in ascending order, numpy's {@code linear} rule asks for, and what it makes of
 * them.
 */
record PercentileRanks(long[] below, double[] fraction, long voxels) {
  static PercentileRanks of(long voxels, double... percentages) {
    long[] below = new long[percentages.length];
    double[] fraction = new double[percentages.length];
    for (int i = 0; i < percentages.length; i++) {
      if (!(percentages[i] >= 0 && percentages[i] <= 100)) {
        throw new IllegalArgumentException(
            "percentages must be in [0, 100], was " + percentages[i]);
      }
      double rank = (voxels - 1) * (percentages[i] / 100);
      below[i] = (long) Math.floor(rank);
      fraction[i] = rank - below[i];
    }
    return new PercentileRanks(below, fraction, voxels);
  }

  int count() {
    return below.length;
  }

  /** All neighbours, ascending; at least one, so that voxels are looked at in any case. */
  long[] distinct() {
    LongStream above = IntStream.range(0, count()).mapToLong(this::above);
    long[] ranks = LongStream.concat(LongStream.of(below), above).sorted().distinct().toArray();
    return ranks.length == 0 ? new long[] {0} : ranks;
  }

  /** The upper neighbour of {@link #below}. */
  long above(int i) {
    return Math.min(below[i] + 1, voxels - 1);
  }

  /** As numpy's {@code _lerp}: from the nearer end, so that both ends are met exactly. */
  double interpolate(int i, double a, double b) {
    double t = fraction[i];
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }
}
