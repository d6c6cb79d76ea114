package org.ibengine.evaluation;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Which thresholds a curve has, and by how many cases it divides. */
public enum FrocRules {
  /** Every threshold at which something changes; false positives divided by all cases. */
  EXACT,
  /**
   * As the evaluation published with arXiv 2007.10033: 201 fixed thresholds, straight lines between
   * them, false positives divided by the cases that have an instance or a predicted component.
   */
  PUBLISHED;

  private static final double GRID_BEGIN = -0.1;
  private static final double GRID_MIDDLE = 10;
  private static final int GRID_STEPS = 100;

  /**
   * Whether thresholds depend on its score: one that hits and is the best of no instance changes no
   * count, but the published grid ends above it too.
   */
  boolean hasThresholdAt(PredictedObject object) {
    return this == PUBLISHED || object.isFalseAlarm();
  }

  /**
   * Thresholds (logits), highest first. Objects of score +∞ pass all of them.
   *
   * @param scores of hits and of what {@link #hasThresholdAt} says, in any order; −∞ and +∞ may be
   *     among them
   */
  double[] thresholds(DoubleStream scores) {
    double[] finite = scores.filter(Double::isFinite).sorted().distinct().toArray();
    double[] chosen = this == EXACT ? everyChange(finite) : grid(finite);
    Arrays.sort(chosen);
    for (int i = 0, j = chosen.length - 1; i < j; i++, j--) {
      double lower = chosen[i];
      chosen[i] = chosen[j];
      chosen[j] = lower;
    }
    return chosen;
  }

  /** The scores, one threshold above them all and one below. */
  private static double[] everyChange(double[] finite) {
    double[] chosen = Arrays.copyOf(finite, finite.length == 0 ? 1 : finite.length + 2);
    chosen[chosen.length - 1] = Double.NEGATIVE_INFINITY;
    if (finite.length > 0) {
      chosen[finite.length] = finite[finite.length - 1] + 1;
    }
    return chosen;
  }

  private static double[] grid(double[] finite) {
    double end = finite.length == 0 ? GRID_MIDDLE : finite[finite.length - 1] + 1;
    return DoubleStream.concat(
            grid(GRID_BEGIN, GRID_MIDDLE, GRID_STEPS), grid(GRID_MIDDLE, end, GRID_STEPS - 1))
        .toArray();
  }

  private static DoubleStream grid(double begin, double end, int steps) {
    return DoubleStream.iterate(0, i -> i <= steps, i -> i + 1)
        .map(i -> begin + i * (end - begin) / steps);
  }
}
