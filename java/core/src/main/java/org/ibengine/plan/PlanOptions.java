package org.ibengine.plan;

import java.util.Locale;
import java.util.Objects;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * What a plan depends on besides the pool, the seed and the epoch.
 *
 * @param globalBatch requests per step over all ranks: batch size × world size
 * @param negativesPerPositive IB-sampling's {@code ratio}; at least 0
 * @param repeats how often each instance appears, at least 1
 * @param evenBatches every batch holds the same mix of positives and negatives, to within one patch
 * @param draws how patches are chosen; with replacement, {@code negativesPerPositive} is that of
 *     the validation alone
 * @param modalities of a patch, at least 1: intensities are changed in each for itself
 */
public record PlanOptions(
    Size3 patchSize,
    int globalBatch,
    double negativesPerPositive,
    int repeats,
    Placement placement,
    Augmentation augmentation,
    Balance balance,
    boolean evenBatches,
    Draws draws,
    int modalities) {

  public PlanOptions {
    Objects.requireNonNull(patchSize, "patch size must not be null");
    Objects.requireNonNull(placement, "placement must not be null");
    Objects.requireNonNull(augmentation, "augmentation must not be null");
    Objects.requireNonNull(balance, "balance must not be null");
    Objects.requireNonNull(draws, "draws must not be null");
    if (globalBatch < 1) {
      throw new IllegalArgumentException("global batch must be at least 1, was " + globalBatch);
    }
    if (modalities < 1) {
      throw new IllegalArgumentException("modalities must be at least 1, were " + modalities);
    }
    requireRatio(negativesPerPositive);
    if (repeats < 1) {
      throw new IllegalArgumentException("repeats must be at least 1, was " + repeats);
    }
    draws.requireSteps();
    if (draws.replaces()) {
      requireFree(draws.sampler(), repeats == 1, "repeats " + repeats);
      requireFree(draws.sampler(), balance.equals(Balance.INSTANCE), "balance " + balance.kind());
      requireFree(draws.sampler(), !evenBatches, "even batches");
      boolean places = draws.drawsVoxels() || placement == Placement.JITTER;
      requireFree(draws.sampler(), places, "placement " + placement);
    }
  }

  private static void requireFree(Sampler sampler, boolean usual, String option) {
    if (!usual) {
      throw new IllegalArgumentException(
          Text.format(
              "sampler %s decides by itself how often and where something is shown, so it does not go with %s; leave that out",
              sampler.label(), option.toLowerCase(Locale.ROOT)));
    }
  }

  /** Every instance once. */
  public PlanOptions(
      Size3 patchSize,
      int globalBatch,
      double negativesPerPositive,
      int repeats,
      Placement placement,
      Augmentation augmentation,
      Balance balance,
      boolean evenBatches) {
    this(
        patchSize,
        globalBatch,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        Draws.IB);
  }

  /** Of one modality. */
  public PlanOptions(
      Size3 patchSize,
      int globalBatch,
      double negativesPerPositive,
      int repeats,
      Placement placement,
      Augmentation augmentation,
      Balance balance,
      boolean evenBatches,
      Draws draws) {
    this(
        patchSize,
        globalBatch,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        draws,
        1);
  }

  /** The same of patches of so many modalities. */
  public PlanOptions modalities(int count) {
    return new PlanOptions(
        patchSize,
        globalBatch,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        draws,
        count);
  }

  /** What holds for a transform with patches of this size; of probability 0 if it is off. */
  public Setting setting(Transform transform) {
    return augmentation.transforms().of(transform, TransformDraw.isThickSliced(patchSize));
  }

  /**
   * The fingerprint of an epoch is made of this text: of sampler ib it is what it always was. Which
   * modalities there are is told to it apart.
   */
  @Override
  public String toString() {
    return Text.format(
        "PlanOptions[patchSize=%s, globalBatch=%s, negativesPerPositive=%s, repeats=%s, placement=%s, augmentation=%s, balance=%s, evenBatches=%s%s]",
        patchSize,
        globalBatch,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        draws.replaces() ? ", draws=" + draws : "");
  }

  /**
   * @throws IllegalArgumentException if it cannot be negatives per positive
   */
  public static double requireRatio(double ratio) {
    if (!(ratio >= 0) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "negatives per positive must be at least 0 and finite, was " + ratio);
    }
    return ratio;
  }
}
