package org.ibengine.backend;

/**
 * Sums of voxels in an order that depends on nothing but their number: value i of a block of {@link
 * VoxelBlocks#BLOCK} is added to lane i mod 8, the lanes are added pairwise, the blocks one after
 * the other. Values that are left out count as 0.
 */
final class Moments {
  private static final int LANES = 8;

  private final Distribution.Limit limit;
  private final double[] all = new double[LANES];
  private final double[] beyond = new double[LANES];
  double sum;
  double sumBeyond;
  double squares;
  double squaresBeyond;
  long count;
  long countBeyond;
  long nonFinite;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double minBeyond = Double.POSITIVE_INFINITY;
  private double maxBeyond = Double.NEGATIVE_INFINITY;

  Moments(Distribution.Limit limit) {
    this.limit = limit;
  }

  /** The first pass: numbers, ends and sums. */
  void add(double[] values, int n) {
    java.util.Arrays.fill(all, 0);
    java.util.Arrays.fill(beyond, 0);
    for (int i = 0; i < n; i++) {
      double value = values[i];
      if (!Double.isFinite(value)) {
        nonFinite++;
      }
      all[i % LANES] += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      if (limit.isBeyond(value)) {
        countBeyond++;
        beyond[i % LANES] += value;
        minBeyond = Math.min(minBeyond, value);
        maxBeyond = Math.max(maxBeyond, value);
      }
    }
    count += n;
    sum += total(all);
    sumBeyond += total(beyond);
  }

  /** The second pass: squared differences from the means. */
  void addSquares(double[] values, int n) {
    double mean = sum / count;
    double meanBeyond = sumBeyond / countBeyond;
    java.util.Arrays.fill(all, 0);
    java.util.Arrays.fill(beyond, 0);
    for (int i = 0; i < n; i++) {
      double off = values[i] - mean;
      all[i % LANES] += off * off;
      if (limit.isBeyond(values[i])) {
        double offBeyond = values[i] - meanBeyond;
        beyond[i % LANES] += offBeyond * offBeyond;
      }
    }
    squares += total(all);
    squaresBeyond += total(beyond);
  }

  private static double total(double[] lanes) {
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
        + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  }

  Distribution.Part all(double[] percentiles) {
    return new Distribution.Part(
        count, min, max, sum / count, Math.sqrt(squares / count), percentiles);
  }

  Distribution.Part beyond(double[] percentiles) {
    return countBeyond == 0
        ? Distribution.Part.UNKNOWN
        : new Distribution.Part(
            countBeyond,
            minBeyond,
            maxBeyond,
            sumBeyond / countBeyond,
            Math.sqrt(squaresBeyond / countBeyond),
            percentiles);
  }
}
