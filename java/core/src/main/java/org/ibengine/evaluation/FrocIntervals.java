package org.ibengine.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * 95 % percentile intervals of one curve, over draws of cases with replacement.
 *
 * @param rounds draws that held an instance of the curve's group; only these count. 0 for a single
 *     case, because every draw of it is the same
 * @param recall at the lowest threshold
 * @param sensitivities at {@link FrocCurve#RATES}
 * @param band of the recall at {@link #BAND_RATES}
 */
public record FrocIntervals(
    int rounds,
    Interval averageRecall,
    Interval recall,
    Interval objectDice,
    List<Interval> sensitivities,
    List<Interval> band) {
  static final int BAND_STEPS_PER_RATE = 8;

  /** Eight rates per octave, from 1/8 to 8 false positives per case. */
  public static final List<Double> BAND_RATES = bandRates();

  /** NaN where there was nothing to measure. */
  public record Interval(double low, double high) {}

  public FrocIntervals {
    sensitivities = List.copyOf(sensitivities);
    band = List.copyOf(band);
  }

  private static List<Double> bandRates() {
    int steps = BAND_STEPS_PER_RATE * (FrocCurve.RATES.size() - 1);
    return IntStream.rangeClosed(0, steps)
        .mapToObj(i -> Math.pow(2, -3 + (double) i / BAND_STEPS_PER_RATE))
        .toList();
  }
}
