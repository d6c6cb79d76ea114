package org.ibengine.evaluation;

/** What the values of a predicted volume are. */
public enum ScoreScale {
  /** From 0 to 1. */
  PROBABILITY {
    @Override
    boolean accepts(double value) {
      return value >= 0 && value <= 1; // false for NaN
    }

    @Override
    double ofProbability(double probability) {
      return probability;
    }

    @Override
    double logit(double value) {
      return logitOf(value);
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
