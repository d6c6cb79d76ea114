package org.ibengine.evaluation.overlap;

import java.util.List;

/**
 * The mean of a measure over cases.
 *
 * @param mean of those that have a value; NaN if none has
 * @param count how many have one
 * @param leftOut how many have none (NaN)
 */
public record OverlapMean(double mean, int count, int leftOut) {
  /** Sums in the order of the list. */
  public static OverlapMean of(OverlapMeasure measure, List<ClassOverlap> items) {
    double[] values =
        items.stream().mapToDouble(measure::of).filter(value -> !Double.isNaN(value)).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = values.length == 0 ? Double.NaN : sum / values.length;
    return new OverlapMean(mean, values.length, items.size() - values.length);
  }
}
