package org.ibengine.plan;

import java.util.Objects;
import java.util.Optional;
import org.ibengine.text.Text;

/** Which epoch it is: one of training, or the validation, of which there is one. */
public sealed interface EpochId {
  /** The validation. */
  EpochId VALIDATION = new Validation();

  /**
   * The epoch {@code number} of a seed.
   *
   * @param number at least 0
   * @param weights of the instances in this epoch
   */
  record Training(long seed, int number, SiteWeights weights) implements EpochId {
    /** With all instances as the balance says. */
    public Training(long seed, int number) {
      this(seed, number, SiteWeights.NONE);
    }

    public Training {
      Objects.requireNonNull(weights, "weights of an epoch must not be null");
      if (number < 0) {
        throw new IllegalArgumentException("epoch must be at least 0, was " + number);
      }
    }

    @Override
    public String name() {
      return Text.format("epoch %d of seed %d", number, seed);
    }

    @Override
    public Optional<EpochId> next() {
      return number == Integer.MAX_VALUE
          ? Optional.empty()
          : Optional.of(new Training(seed, number + 1, weights));
    }
  }

  /** Always the same patches, so it has neither a seed nor a number. */
  record Validation() implements EpochId {
    @Override
    public String name() {
      return "validation";
    }

    @Override
    public Optional<EpochId> next() {
      return Optional.empty();
    }
  }

  /** For people. */
  String name();

  /** The epoch that usually follows; empty after the validation, which is always the same. */
  Optional<EpochId> next();
}
