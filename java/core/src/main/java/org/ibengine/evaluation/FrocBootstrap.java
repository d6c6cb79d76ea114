package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source32.Philox4x32;
import org.ibengine.evaluation.FrocIntervals.Interval;

/**
 * Repeatedly draws as many cases as there are, with replacement. Each draw is divided by the number
 * of cases drawn. Round r is Philox4x32-10 with the seed as key and r in its counter, so it depends
 * on nothing but seed, r and the order of the cases.
 */
final class FrocBootstrap {
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;
  private static final int FEWEST_CASES = 2; // draws of one case are all the same
  private static final int AVERAGE = 0;
  private static final int RECALL = 1;
  private static final int DICE = 2;
  private static final int BAND = 3;

  private final FrocScores scores;
  private final double[][][] samples; // group, measure, round; NaN where there is none

  private FrocBootstrap(FrocScores scores, int rounds) {
    this.scores = scores;
    int measures = BAND + FrocIntervals.BAND_RATES.size();
    this.samples = new double[scores.groups()][measures][rounds];
  }

  /** One entry per group. */
  static List<FrocIntervals> run(FrocScores scores, int rounds, long seed) {
    FrocBootstrap bootstrap = new FrocBootstrap(scores, rounds);
    for (int round = 0; round < rounds; round++) {
      if (scores.cases() < FEWEST_CASES) {
        bootstrap.skip(round);
      } else {
        bootstrap.measure(draw(scores.cases(), seed, round), round);
      }
    }
    List<FrocIntervals> intervals = new ArrayList<>();
    for (double[][] group : bootstrap.samples) {
      intervals.add(intervals(group));
    }
    return intervals;
  }

  /** How often each case was drawn. */
  static int[] draw(int cases, long seed, int round) {
    int[] keyAndCounter = {(int) seed, (int) (seed >>> 32), 0, round, 0, 0};
    UniformRandomProvider random = new Philox4x32(keyAndCounter);
    int[] draws = new int[cases];
    for (int i = 0; i < cases; i++) {
      draws[random.nextInt(cases)]++;
    }
    return draws;
  }

  private void skip(int round) {
    for (double[][] group : samples) {
      for (double[] measure : group) {
        measure[round] = Double.NaN;
      }
    }
  }

  private void measure(int[] draws, int round) {
    double mostRate = FrocCurve.RATES.get(FrocCurve.RATES.size() - 1);
    for (int group = 0; group < samples.length; group++) {
      double[][] measures = samples[group];
      long truths = scores.truths(group, draws);
      if (truths == 0) {
        for (double[] measure : measures) {
          measure[round] = Double.NaN;
        }
        continue;
      }
      FrocCurve curve = scores.curve(group, draws, mostRate);
      ObjectDice dice = scores.objectDice(group, draws);
      measures[AVERAGE][round] = curve.averageRecall();
      measures[RECALL][round] = (double) dice.found() / truths;
      measures[DICE][round] = dice.mean();
      for (int i = BAND; i < measures.length; i++) {
        measures[i][round] = curve.recallAt(FrocIntervals.BAND_RATES.get(i - BAND));
      }
    }
  }

  private static FrocIntervals intervals(double[][] measures) {
    List<Interval> band = new ArrayList<>();
    List<Interval> sensitivities = new ArrayList<>();
    for (int i = BAND; i < measures.length; i++) {
      band.add(interval(measures[i]));
      if ((i - BAND) % FrocIntervals.BAND_STEPS_PER_RATE == 0) {
        sensitivities.add(band.get(band.size() - 1));
      }
    }
    return new FrocIntervals(
        present(measures[AVERAGE]).length,
        interval(measures[AVERAGE]),
        interval(measures[RECALL]),
        interval(measures[DICE]),
        sensitivities,
        band);
  }

  private static Interval interval(double[] samples) {
    double[] sorted = present(samples);
    Arrays.sort(sorted);
    return new Interval(percentile(sorted, LOW), percentile(sorted, HIGH));
  }

  private static double[] present(double[] samples) {
    return Arrays.stream(samples).filter(value -> !Double.isNaN(value)).toArray();
  }

  /** numpy's {@code linear} rule. */
  private static double percentile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double rank = (sorted.length - 1) * part;
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
