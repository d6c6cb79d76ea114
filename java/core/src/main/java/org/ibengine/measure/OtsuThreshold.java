package org.ibengine.measure;

/**
 * The threshold that splits values into two classes as far apart as possible (Otsu 1979, doi
 * 10.1109/TSMC.1979.4310076), over 256 bins of equal width between the smallest and the largest.
 */
final class OtsuThreshold {
  private static final int BINS = 256;

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
    double width = (max - min) / BINS;
    if (!(width > 0)) {
      return min;
    }
    long[] counts = new long[BINS];
    for (double value : values) {
      counts[(int) Math.min(BINS - 1, (value - min) / width)]++;
    }
    return min + split(counts) * width;
  }

  /** Where the upper class begins, in bins; the middle of equally good places. */
  private static double split(long[] counts) {
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
