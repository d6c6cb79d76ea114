package org.ibengine.plan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * Which epoch it is: one of training, the validation, of which there is one, or the windows of some
 * cases.
 */
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

  /**
   * Sliding windows of cases, always the same patches.
   *
   * @param cases in the order in which they are shown; at least one, none twice
   * @param stride voxels from one window to the next, see {@link org.ibengine.place.WindowStarts}
   */
  record Windows(List<String> cases, Size3 stride) implements EpochId {
    public Windows {
      cases = List.copyOf(cases);
      Objects.requireNonNull(stride, "stride of windows must not be null");
      if (cases.isEmpty() || cases.size() != Set.copyOf(cases).size()) {
        throw new IllegalArgumentException(
            "windows are of at least one case, and of none twice, were asked for of " + cases);
      }
    }

    @Override
    public String name() {
      return cases.size() == 1
          ? "windows of case " + cases.get(0)
          : Text.format("windows of %d cases", cases.size());
    }

    @Override
    public Optional<EpochId> next() {
      return Optional.empty();
    }
  }

  /** For people. */
  String name();

  /** The epoch that usually follows; empty after one that is always the same. */
  Optional<EpochId> next();
}
