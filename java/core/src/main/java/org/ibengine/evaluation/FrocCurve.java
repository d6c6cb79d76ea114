package org.ibengine.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Recall against false positives per case, one point per threshold, highest threshold first.
 * Immutable. An instance is found at threshold t if its score is at least t; a false alarm counts
 * if its score is greater than t.
 */
public final class FrocCurve {
  /** False positives per case at which sensitivity is reported. */
  public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

  /** The average recall is the mean over rates from 0 up to this. */
  public static final int AVERAGE_UP_TO = 5;

  private static final int RATES_PER_UNIT = 100; // 501 rates from 0 to 5

  private final double[] thresholds;
  private final long[] found;
  private final long[] alarms;
  private final long truths;
  private final long cases;
  private final FrocRules rules;

  /**
   * What counts are divided by.
   *
   * @param truths instances
   * @param cases at least 1
   */
  record Totals(long truths, long cases, FrocRules rules) {}

  /**
   * Takes ownership of the arrays; one entry per point, {@code found} and {@code alarms} rising.
   */
  FrocCurve(double[] thresholds, long[] found, long[] alarms, Totals totals) {
    this.thresholds = thresholds;
    this.found = found;
    this.alarms = alarms;
    this.truths = totals.truths();
    this.cases = totals.cases();
    this.rules = totals.rules();
  }

  public int points() {
    return thresholds.length;
  }

  /** A logit; −∞ for the point where everything counts. */
  public double threshold(int point) {
    return thresholds[point];
  }

  /** Instances found. */
  public long truePositives(int point) {
    return found[point];
  }

  /** False positives in all cases together. */
  public long falsePositives(int point) {
    return alarms[point];
  }

  public double falsePositivesPerCase(int point) {
    return (double) alarms[point] / cases;
  }

  /** The fraction of the instances found; NaN if there are none. */
  public double recall(int point) {
    return truths == 0 ? Double.NaN : (double) found[point] / truths;
  }

  /** Instances that could be found. */
  public long truths() {
    return truths;
  }

  /** Number of cases that false positives are divided by. */
  public long cases() {
    return cases;
  }

  /**
   * Recall at that many false positives per case: between (0, 0) and the first point on a straight
   * line, beyond the last point as at it. In between, {@link FrocRules#EXACT} has the best recall
   * of a threshold with no more false positives, {@link FrocRules#PUBLISHED} a straight line. NaN
   * where there is no instance.
   */
  public double recallAt(double falsePositivesPerCase) {
    if (truths == 0) {
      return Double.NaN;
    }
    int next = firstBeyond(falsePositivesPerCase);
    if (next == 0) {
      return recall(0) * falsePositivesPerCase / falsePositivesPerCase(0);
    }
    int last = next - 1;
    if (next == points() || rules == FrocRules.EXACT) {
      return recall(last);
    }
    double begin = falsePositivesPerCase(last);
    double part = (falsePositivesPerCase - begin) / (falsePositivesPerCase(next) - begin);
    return recall(last) + part * (recall(next) - recall(last));
  }

  /** The first point with more false positives per case; {@code points()} if there is none. */
  private int firstBeyond(double rate) {
    int low = 0;
    int high = points();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (falsePositivesPerCase(middle) <= rate) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Mean of {@link #recallAt} over 501 rates from 0 to {@link #AVERAGE_UP_TO}; NaN where there is
   * no instance.
   */
  public double averageRecall() {
    return IntStream.rangeClosed(0, AVERAGE_UP_TO * RATES_PER_UNIT)
        .mapToDouble(i -> recallAt((double) i / RATES_PER_UNIT))
        .average()
        .orElseThrow();
  }

  /** {@link #recallAt} for each of {@link #RATES}. */
  public List<Double> sensitivities() {
    return RATES.stream().map(this::recallAt).toList();
  }
}
