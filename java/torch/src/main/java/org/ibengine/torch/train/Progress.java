package org.ibengine.torch.train;

/**
 * Where training stands, between two steps.
 *
 * @param epoch from 0, the one that goes on
 * @param step of that epoch, from 0, the next one
 * @param steps that were made in all
 * @param token of the batches to come; null at the beginning
 * @param best what was validated as best so far; NaN before
 * @param bestEpoch the epoch after which it was; −1 before
 */
record Progress(int epoch, int step, long steps, String token, double best, int bestEpoch) {
  static final Progress BEGIN = new Progress(0, 0, 0, null, Double.NaN, -1);

  Progress at(int newEpoch, int newStep, String newToken) {
    return new Progress(newEpoch, newStep, steps, newToken, best, bestEpoch);
  }

  Progress stepped() {
    return new Progress(epoch, step + 1, steps + 1, token, best, bestEpoch);
  }

  Progress improved(double value, int after) {
    return new Progress(epoch, step, steps, token, value, after);
  }
}
