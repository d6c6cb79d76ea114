package org.ibengine.plan;

import java.util.Objects;
import java.util.OptionalInt;
import org.ibengine.text.Text;

/**
 * How the patches of a training epoch are chosen. A validation is always that of {@link
 * Sampler#IB}.
 *
 * @param steps batches of a training epoch, on each rank; empty for {@code IB}, whose epochs show
 *     every instance
 * @param positiveShare the probability in [0, 1] that a patch of {@code TUMOUR} or {@code VOXEL} is
 *     drawn for a voxel of an instance
 */
public record Draws(Sampler sampler, OptionalInt steps, double positiveShare) {
  /** As many patches with a lesion as without, on average. */
  public static final double USUAL_SHARE = 0.5;

  /** Every instance once. */
  public static final Draws IB = new Draws(Sampler.IB, OptionalInt.empty(), USUAL_SHARE);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Draws {
    Objects.requireNonNull(sampler, "sampler must not be null");
    Objects.requireNonNull(steps, "steps must not be null");
    if (steps.isPresent() && steps.getAsInt() < 1) {
      throw new IllegalArgumentException("steps must be at least 1, were " + steps.getAsInt());
    }
    if (!(positiveShare >= 0 && positiveShare <= 1)) {
      throw new IllegalArgumentException(
          "--positive-share must be from 0 to 1, was " + positiveShare);
    }
  }

  /** The same with that sampler. */
  public Draws sampler(Sampler value) {
    return new Draws(value, steps, positiveShare);
  }

  /** The same with so many batches. */
  public Draws steps(int batches) {
    return steps(OptionalInt.of(batches));
  }

  /** The same with so many batches; empty: every instance once. */
  public Draws steps(OptionalInt batches) {
    return new Draws(sampler, batches, positiveShare);
  }

  /** The same with that share. */
  public Draws positiveShare(double value) {
    return new Draws(sampler, steps, value);
  }

  /** Whether patches are drawn each by itself. */
  public boolean replaces() {
    return sampler != Sampler.IB;
  }

  /** Whether patches are drawn for voxels of instances. */
  public boolean drawsVoxels() {
    return sampler == Sampler.TUMOUR || sampler == Sampler.VOXEL;
  }

  /** Batches of an epoch that is drawn with replacement. */
  int stepsOfEpoch() {
    return steps.orElseThrow();
  }

  /**
   * @throws IllegalArgumentException if steps are missing, or there are some that nothing takes
   */
  void requireSteps() {
    if (replaces() && steps.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "sampler %s draws with replacement, so an epoch has no end of its own; say how many batches it has with --steps",
              sampler.label()));
    }
    if (!replaces() && steps.isPresent()) {
      throw new IllegalArgumentException(
          Text.format(
              "an epoch of sampler ib shows every instance, however many batches that takes, but --steps asks for %d; leave it out, or choose another sampler",
              steps.getAsInt()));
    }
    if (positiveShare != USUAL_SHARE && !drawsVoxels()) {
      throw new IllegalArgumentException(
          Text.format(
              "--positive-share goes with the samplers tumour and voxel, the sampler is %s; leave it out",
              sampler.label()));
    }
  }
}
