package org.ibengine.torch.train;

/**
 * What a network is worth on held-out patches, each counted once.
 *
 * @param loss mean over patches
 * @param dice over all voxels of all patches: 2·true positives / (predicted + labelled); 1 if there
 *     is neither; foreground is what has a probability above one half
 */
public record Score(double loss, double dice) {
  /** Whether this is better than {@code best}, which is NaN if there was none. */
  boolean beats(double best, TrainingPlan.Best by) {
    double value = value(by);
    return Double.isNaN(best) || (by == TrainingPlan.Best.DICE ? value > best : value < best);
  }

  double value(TrainingPlan.Best by) {
    return by == TrainingPlan.Best.DICE ? dice : loss;
  }
}
