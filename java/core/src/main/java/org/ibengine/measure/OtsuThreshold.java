package org.ibengine.measure;

import java.util.Arrays;

/**
 * The threshold that splits values into two classes as far apart as possible (Otsu 1979, doi
 * 10.1109/TSMC.1979.4310076), over 256 bins of equal width between the smallest and the 95th
 * percentile; larger values count in the last bin. The hottest organs of a PET scan are a hundred
 * times as bright as the rest of the body, which would else be left with the air.
 */
final class OtsuThreshold {
  private static final int BINS = 256;
  private static final int FINE_BINS = 1 << 16;
  private static final int BRIGHT_PERCENT = 95;

  private OtsuThreshold() {}

  /**
   * What the upper class reaches at least; the smallest value if all are equal.
   *
   * @param values finite, at least one
   */
  static double of(double[] values) {
    double min = values[0];
    double max = values[0];
    for (double value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double fine = (max - min) / FINE_BINS;
    if (!(fine > 0)) {
      return min;
    }
    double width = brightest(counts(values, min, fine, FINE_BINS)) * fine / BINS;
    return min + split(counts(values, min, width, BINS)) * width;
  }

  private static int[] counts(double[] values, double min, double width, int bins) {
    int[] counts = new int[bins];
    for (double value : values) {
      counts[(int) Math.min(bins - 1, (value - min) / width)]++;
    }
    return counts;
  }

  /** After how many bins the share of all values is reached that counts by its value. */
  private static int brightest(int[] counts) {
    long all = Arrays.stream(counts).asLongStream().sum();
    long sum = 0;
    int bin = 0;
    while (sum * 100 < all * BRIGHT_PERCENT) {
      sum += counts[bin++];
    }
    return bin;
  }

  /** Where the upper class begins, in bins; the middle of equally good places. */
  private static double split(int[] counts) {
    double all = 0;
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      all += counts[bin];
      sum += (double) counts[bin] * bin;
    }
    double best = -1;
    int first = 1;
    int last = 1;
    double below = 0;
    double sumBelow = 0;
    for (int bin = 1; bin < BINS; bin++) {
      below += counts[bin - 1];
      sumBelow += (double) counts[bin - 1] * (bin - 1);
      double apart = sumBelow / below - (sum - sumBelow) / (all - below);
      double between = below * (all - below) * apart * apart;
      if (between > best) {
        best = between;
        first = bin;
      }
      last = between == best ? bin : last;
    }
    return (first + last) / 2.0;
  }
}
