package org.ibengine.torch.train;

import java.util.Locale;
import org.ibengine.text.Text;

/**
 * How a network is trained.
 *
 * @param loss what falls
 * @param optimizer what makes it fall
 * @param schedule of the learning rate
 * @param epochs at least 1
 * @param steps of an epoch, at least 1, with batches from as many passes over the dataset as that
 *     takes; 0: one pass over the dataset
 * @param validateEvery validate after every so many epochs, and after the last; 0: never
 * @param best by what the best weights are chosen
 * @param seed of weights and epochs
 * @param threads of libtorch, at least 1; with one, equal plans give bit-identical losses
 */
public record TrainingPlan(
    LossSpec loss,
    OptimizerSpec optimizer,
    Schedule schedule,
    int epochs,
    int steps,
    int validateEvery,
    Best best,
    long seed,
    int threads) {
  /** By what the best weights are chosen, among those that were validated. */
  public enum Best {
    /** The most Dice over all voxels of all held-out patches. */
    DICE,
    /** The least mean loss over held-out patches. */
    LOSS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if it is neither dice nor loss
     */
    public static Best of(String label) {
      for (Best best : values()) {
        if (best.label().equals(label)) {
          return best;
        }
      }
      throw new IllegalArgumentException("best must be dice or loss, was " + label);
    }
  }

  public TrainingPlan {
    if (epochs < 1 || steps < 0 || validateEvery < 0 || threads < 1) {
      throw new IllegalArgumentException(
          Text.format(
              "epochs and threads must be at least 1, steps and the epochs between validations at"
                  + " least 0; were %d, %d, %d and %d",
              epochs, threads, steps, validateEvery));
    }
  }

  /** The learning rate of an epoch. */
  public double rate(int epoch) {
    return schedule.rate(optimizer.rate(), epoch, epochs);
  }
}
