package org.ibengine;

import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.LinearRank;

/**
 * The foreground ratios of some patches.
 *
 * @param patches how many, at least 1
 * @param sd of them all: divided by their number
 * @param quantiles at {@link #PERCENTAGES}, by numpy's {@code linear} rule in float64
 * @param zeroShare part of the patches without a foreground voxel
 * @param histogram patches in 20 bins of equal width from 0 to 1, as numpy's: an edge belongs to
 *     the bin above it, 1 to the last
 */
public record RatioSummary(
    int patches,
    double mean,
    double sd,
    double min,
    double max,
    List<Double> quantiles,
    double zeroShare,
    List<Integer> histogram) {
  /** Of the quantiles. */
  public static final List<Integer> PERCENTAGES = List.of(5, 25, 50, 75, 95);

  private static final int BINS = 20;
  private static final double WIDTH = 1.0 / BINS;

  public RatioSummary {
    quantiles = List.copyOf(quantiles);
    histogram = List.copyOf(histogram);
  }

  static RatioSummary of(List<ForegroundLog.Entry> entries) {
    double[] sorted = entries.stream().mapToDouble(ForegroundLog.Entry::ratio).sorted().toArray();
    double mean = Arrays.stream(sorted).sum() / sorted.length;
    double squares = Arrays.stream(sorted).map(ratio -> (ratio - mean) * (ratio - mean)).sum();
    return new RatioSummary(
        sorted.length,
        mean,
        Math.sqrt(squares / sorted.length),
        sorted[0],
        sorted[sorted.length - 1],
        PERCENTAGES.stream().map(percentage -> at(sorted, percentage)).toList(),
        (double) entries.stream().filter(one -> one.foreground() == 0).count() / sorted.length,
        histogram(entries));
  }

  private static double at(double[] sorted, int percentage) {
    LinearRank rank = LinearRank.of(percentage, sorted.length);
    return rank.between(sorted[(int) rank.lower()], sorted[(int) rank.upper()]);
  }

  private static List<Integer> histogram(List<ForegroundLog.Entry> entries) {
    int[] bins = new int[BINS];
    entries.forEach(one -> bins[bin(one.ratio())]++);
    return Arrays.stream(bins).boxed().toList();
  }

  /** As numpy rounds edges. */
  private static int bin(double ratio) {
    int bin = Math.min(BINS - 1, (int) (ratio * BINS));
    if (ratio < bin * WIDTH) {
      return bin - 1;
    }
    return bin < BINS - 1 && ratio >= (bin + 1) * WIDTH ? bin + 1 : bin;
  }
}
