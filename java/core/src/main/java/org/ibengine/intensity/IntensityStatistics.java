package org.ibengine.intensity;

import java.util.List;
import org.ibengine.text.Text;

/**
 * The values of a modality's voxels, of all or of some, as float64; in the units of the file:
 * {@code slope · raw + intercept}.
 *
 * @param count how many voxels; if 0, everything else is NaN and there are no percentiles
 * @param sd of the population: the square root of the mean squared difference from the mean
 * @param percentiles one for each of {@link #PERCENTAGES}, by numpy's {@code linear} rule
 */
public record IntensityStatistics(
    long count, double min, double max, double mean, double sd, List<Double> percentiles) {
  /** The percentages that are recorded, ascending. */
  public static final List<Double> PERCENTAGES =
      List.of(0.05, 0.5, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.95);

  /** Of no voxels. */
  public static final IntensityStatistics EMPTY =
      new IntensityStatistics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, List.of());

  public IntensityStatistics {
    percentiles = List.copyOf(percentiles);
    int wanted = count == 0 ? 0 : PERCENTAGES.size();
    if (count < 0 || percentiles.size() != wanted) {
      throw new IllegalArgumentException(
          Text.format(
              "statistics of %d voxels need %d percentiles, had %d",
              count, wanted, percentiles.size()));
    }
    if (count > 0 && !(min <= max && sd >= 0 && Double.isFinite(mean) && Double.isFinite(sd))) {
      throw new IllegalArgumentException(
          Text.format(
              "statistics need min ≤ max, a finite mean and sd, were %s, %s, %s and %s",
              min, max, mean, sd));
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * @param percentage one of {@link #PERCENTAGES}
   * @throws IllegalArgumentException if it is not recorded
   */
  public double percentile(double percentage) {
    return percentiles.get(position(percentage));
  }

  /**
   * Where a percentage lies in {@link #PERCENTAGES}.
   *
   * @throws IllegalArgumentException if it is not recorded
   */
  static int position(double percentage) {
    int found = PERCENTAGES.indexOf(percentage);
    if (found < 0) {
      throw new IllegalArgumentException(
          Text.format(
              "a percentage must be one that is recorded, %s, was %s",
              PERCENTAGES.stream().map(IntensityStatistics::text).toList(), text(percentage)));
    }
    return found;
  }

  /** A percentage as people write it, and as it is named in files: {@code 99.5}, {@code 1}. */
  public static String text(double percentage) {
    return percentage == (long) percentage
        ? Long.toString((long) percentage)
        : Double.toString(percentage);
  }
}
