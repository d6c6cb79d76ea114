package org.ibengine.backend;

/** Sums of voxels, block by block, in the order of {@link DistributionPasses}. */
final class Moments {
  private static final int LANES = 8;

  private final Distribution.Limit limit;
  private final double[] all = new double[LANES];
  private final double[] beyond = new double[LANES];
  private double sum;
  private double sumBeyond;
  private double squares;
  private double squaresBeyond;
  private long count;
  private long countBeyond;
  private long nonFinite;
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
  void addSquares(double[] values, int n, double mean, double meanBeyond) {
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

  VoxelSums sums() {
    return new VoxelSums(
        nonFinite,
        new VoxelSums.Part(count, min, max, sum),
        new VoxelSums.Part(countBeyond, minBeyond, maxBeyond, sumBeyond));
  }

  DistributionPasses.Squares squares() {
    return new DistributionPasses.Squares(squares, squaresBeyond);
  }
}
