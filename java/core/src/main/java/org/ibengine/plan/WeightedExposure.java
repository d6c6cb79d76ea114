package org.ibengine.plan;

/**
 * How much of a weighted stratum epochs show. A window is drawn if its key, exponentially
 * distributed with its weight as the rate, is among the {@code k} smallest ({@link NumberDraw}).
 * The {@code k}-th smallest key is taken to be the time {@code t} until which {@code k} keys are
 * expected, {@code Σ (1 − exp(−wᵢ t)) = k}; the error of that shrinks as {@code k} grows. A window
 * is then missed by all of {@code e} epochs with probability {@code exp(−wᵢ t e)}.
 */
final class WeightedExposure {
  private static final int MOST_STEPS = 200;
  private static final double SLACK = 1e-9;

  private WeightedExposure() {}

  /**
   * The share of the windows that so many epochs show at least once, on average.
   *
   * @param perEpoch above 0 and below the number of windows
   */
  static double of(NegativeSites sites, long perEpoch, int epochs) {
    return shown(sites, time(sites, perEpoch) * epochs) / sites.count();
  }

  /** Newton's steps from 0 never pass the root: the sum is concave. */
  private static double time(NegativeSites sites, long perEpoch) {
    double time = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
      double missing = perEpoch - shown(sites, time);
      if (missing <= SLACK * perEpoch) {
        break;
      }
      double slope = 0;
      for (long rank = 0; rank < sites.count(); rank++) {
        slope += sites.score(rank) * StrictMath.exp(-sites.score(rank) * time);
      }
      time += missing / slope;
    }
    return time;
  }

  private static double shown(NegativeSites sites, double time) {
    double shown = 0;
    for (long rank = 0; rank < sites.count(); rank++) {
      shown -= StrictMath.expm1(-sites.score(rank) * time);
    }
    return shown;
  }
}
