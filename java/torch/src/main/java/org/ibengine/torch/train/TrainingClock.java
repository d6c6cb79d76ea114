package org.ibengine.torch.train;

/** How long steps take, and how long the rest may. */
final class TrainingClock {
  private final int epochs;
  private final int epochSteps;
  private final Passes passes;
  private long began;
  private long waitedBefore;
  private int steps;
  private double lossSum;
  private long end;

  TrainingClock(int epochs, int epochSteps, Passes passes) {
    this.epochs = epochs;
    this.epochSteps = epochSteps;
    this.passes = passes;
  }

  /** An epoch begins, or goes on. */
  void begin() {
    began = System.nanoTime();
    waitedBefore = passes.waitedNanos();
    steps = 0;
    lossSum = 0;
  }

  void stepped(float loss) {
    steps++;
    lossSum += loss;
    end = System.nanoTime();
  }

  /**
   * Of the epoch that has ended.
   *
   * @param score null if nothing was validated
   */
  TrainingListener.EpochReport report(int epoch, TrainingPlan plan, Score score) {
    long nanos = steps == 0 ? 0 : end - began;
    long left = steps == 0 ? 0 : nanos / steps * epochSteps * (epochs - epoch - 1);
    return new TrainingListener.EpochReport(
        epoch,
        epochs,
        steps == 0 ? Double.NaN : lossSum / steps,
        plan.rate(epoch),
        score,
        nanos,
        passes.waitedNanos() - waitedBefore,
        left);
  }
}
