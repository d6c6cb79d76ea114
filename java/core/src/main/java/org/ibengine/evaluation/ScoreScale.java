package org.ibengine.evaluation;

/** What the values of a predicted volume are. */
public enum ScoreScale {
  /**
   * From 0 to 1. A softmax in float32 misses that by a few units in the last place (2⁻²³ each), so
   * values off by up to 1e-6 stand for 0 and 1. Half precision rounds to 1 or below, so a value
   * that is off by more is on another scale, or wrong.
   */
  PROBABILITY {
    @Override
    boolean accepts(double value) {
      return value >= -ROUNDING && value <= 1 + ROUNDING; // false for NaN
    }

    @Override
    double ofProbability(double probability) {
      return probability;
    }

    @Override
    double logit(double value) {
      return logitOf(Math.min(Math.max(value, 0), 1));
    }
  },
  /** ln(p / (1 − p)): any number, both infinities included. */
  LOGIT {
    @Override
    boolean accepts(double value) {
      return !Double.isNaN(value);
    }

    @Override
    double ofProbability(double probability) {
      return logitOf(probability);
    }

    @Override
    double logit(double value) {
      return value;
    }
  };

  private static final double ROUNDING = 1e-6;

  /** Whether a voxel may have that value; never NaN. */
  abstract boolean accepts(double value);

  /** The value on this scale that stands for a probability. */
  abstract double ofProbability(double probability);

  /** Monotone; infinite for the probabilities 0 and 1. */
  abstract double logit(double value);

  private static double logitOf(double probability) {
    return Math.log(probability) - Math.log1p(-probability);
  }
}
