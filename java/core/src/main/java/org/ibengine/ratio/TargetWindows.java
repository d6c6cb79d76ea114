package org.ibengine.ratio;

/**
 * The windows of cases that a network will be applied to, against the range of ratios that patches
 * of the same size have in the cases that it is trained on. In range is what lies strictly between
 * the ends.
 *
 * @param low least ratio of all placements in the cases of training
 * @param high largest of them
 * @param windows of all cases
 * @param withForeground windows that hold foreground
 * @param inRange of those, windows in range
 * @param least ratio of a window that holds foreground; NaN if none does
 * @param most ratio of a window; NaN if none holds foreground
 * @param volumes how many cases there are
 * @param volumesInRange cases whose ratio as a whole is in range, which is what the published study
 *     compares
 */
public record TargetWindows(
    double low,
    double high,
    long windows,
    long withForeground,
    long inRange,
    double least,
    double most,
    int volumes,
    int volumesInRange) {

  /** Share of the windows with foreground that are in range; NaN if none holds any. */
  public double inRangeShare() {
    return (double) inRange / withForeground;
  }

  /** Of both together; the ranges are the same. */
  TargetWindows and(TargetWindows other) {
    return new TargetWindows(
        low,
        high,
        windows + other.windows,
        withForeground + other.withForeground,
        inRange + other.inRange,
        Double.isNaN(least)
            ? other.least
            : Double.isNaN(other.least) ? least : Math.min(least, other.least),
        Double.isNaN(most)
            ? other.most
            : Double.isNaN(other.most) ? most : Math.max(most, other.most),
        volumes + other.volumes,
        volumesInRange + other.volumesInRange);
  }

  /** Collects the windows of one case. */
  static final class Tally {
    private final double low;
    private final double high;
    private long windows;
    private long withForeground;
    private long inRange;
    private double least = Double.NaN;
    private double most = Double.NaN;

    Tally(UniformRatios range) {
      this.low = range.min();
      this.high = range.max();
    }

    void add(double ratio) {
      windows++;
      if (ratio > 0) {
        withForeground++;
        inRange += isInRange(ratio) ? 1 : 0;
        least = Double.isNaN(least) ? ratio : Math.min(least, ratio);
        most = Double.isNaN(most) ? ratio : Math.max(most, ratio);
      }
    }

    private boolean isInRange(double ratio) {
      return low < ratio && ratio < high;
    }

    /**
     * @param volumeRatio of the case as a whole
     */
    TargetWindows result(double volumeRatio) {
      return new TargetWindows(
          low,
          high,
          windows,
          withForeground,
          inRange,
          least,
          most,
          1,
          isInRange(volumeRatio) ? 1 : 0);
    }
  }
}
