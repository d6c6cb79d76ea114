package org.ibengine.torch.train;

/** Is told how training goes, on its thread. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * What an epoch was like.
   *
   * @param epoch from 0
   * @param epochs of the whole training
   * @param loss mean over its steps since training began or went on
   * @param rate the learning rate
   * @param score null if nothing was validated after it
   * @param nanos that its steps took, waiting included, validation not
   * @param waitedNanos of them, until batches were there
   * @param leftNanos that the rest may take
   */
  record EpochReport(
      int epoch,
      int epochs,
      double loss,
      double rate,
      Score score,
      long nanos,
      long waitedNanos,
      long leftNanos) {
    /** Of the time of its steps, the part that was spent waiting for batches. */
    public double waitedShare() {
      return nanos == 0 ? 0 : (double) waitedNanos / nanos;
    }
  }

  /** Before the first step: so many were made before. */
  default void started(long stepsBefore) {}

  /**
   * After a step.
   *
   * @param step from 0 within the epoch
   */
  default void stepped(int epoch, int step, float loss) {}

  /** After an epoch, once it is saved. */
  default void epochEnded(EpochReport report) {}
}
