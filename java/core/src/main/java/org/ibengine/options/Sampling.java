package org.ibengine.options;

import static org.ibengine.options.OptionRules.atLeast;
import static org.ibengine.options.OptionRules.given;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.dataset.FoldChoice;
import org.ibengine.index.DatasetOptions;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Draws;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.PlanOptions;
import org.ibengine.volume.Size3;

/**
 * What is drawn. Two readers of the same dataset with equal sampling and the same global batch have
 * equal plans.
 *
 * @param patchSize in voxels, from 1 to 65536 on each axis; empty: the dataset's own. Need not be
 *     the size the dataset was prepared with: for volumes, background windows are then found again
 *     at a distance of half that size; stored patches are cropped or padded at the end
 * @param negativesPerPositive IB-sampling's {@code ratio}: background patches for each instance
 *     patch; at least 0, finite
 * @param repeats how often an epoch shows each instance, at least 1
 * @param placement where an instance lies in its patch
 * @param augmentation how training patches are varied; validation never is
 * @param balance how often instances appear relative to each other
 * @param evenBatches whether every batch holds the same mix of positives and negatives, to within
 *     one
 * @param folds which cases are trained on and which are held out; if none is held out, there is no
 *     validation
 * @param negatives where background patches are drawn from, and what they must meet
 * @param draws how the patches of training epochs are chosen; with replacement, what concerns
 *     repeats, balance and even batches must be as usual, and negatives are those of the validation
 */
public record Sampling(
    Optional<Size3> patchSize,
    double negativesPerPositive,
    int repeats,
    Placement placement,
    Augmentation augmentation,
    Balance balance,
    boolean evenBatches,
    FoldChoice folds,
    Negatives negatives,
    Draws draws) {
  /**
   * The dataset's own patch size, as many negatives as positives, every instance once, jittered
   * placement, standard augmentation, nothing held out, background from the grid.
   */
  public static final Sampling USUAL =
      new Sampling(
          Optional.empty(),
          1,
          1,
          Placement.JITTER,
          Augmentation.STANDARD,
          Balance.INSTANCE,
          false,
          FoldChoice.NONE,
          Negatives.GRID,
          Draws.IB);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   * @throws NullPointerException if one is missing
   */
  public Sampling {
    given(patchSize, "patch size").ifPresent(DatasetOptions::requireShort);
    PlanOptions.requireRatio(negativesPerPositive);
    atLeast(1, repeats, "repeats");
    given(placement, "placement");
    given(augmentation, "augmentation");
    given(balance, "balance");
    given(folds, "folds");
    given(negatives, "negatives");
    given(draws, "draws");
  }

  /** The same with patches of that size, in voxels. */
  public Sampling patchSize(int x, int y, int z) {
    return patchSize(Optional.of(OptionRules.patchSize(x, y, z)));
  }

  /** The same with patches of that size; empty: the dataset's own. */
  public Sampling patchSize(Optional<Size3> value) {
    return new Sampling(
        value,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with that ratio. */
  public Sampling negativesPerPositive(double ratio) {
    return new Sampling(
        patchSize,
        ratio,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with every instance that often. */
  public Sampling repeats(int times) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        times,
        placement,
        augmentation,
        balance,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with that placement. */
  public Sampling placement(Placement value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        value,
        augmentation,
        balance,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with patches varied like that. */
  public Sampling augmentation(Augmentation value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        value,
        balance,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with that balance. */
  public Sampling balance(Balance value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        value,
        evenBatches,
        folds,
        negatives,
        draws);
  }

  /** The same with batches of one mix, or not. */
  public Sampling evenBatches(boolean value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        value,
        folds,
        negatives,
        draws);
  }

  /** The same with those cases held out. */
  public Sampling folds(FoldChoice value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        value,
        negatives,
        draws);
  }

  /** The same with background from there. */
  public Sampling negatives(Negatives value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        folds,
        value,
        draws);
  }

  /** The same with patches chosen like that. */
  public Sampling draws(Draws value) {
    return new Sampling(
        patchSize,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        folds,
        negatives,
        value);
  }

  /** The options that need whole volumes, in the words of the command line; none as usual. */
  public List<String> needingVolumes() {
    List<String> words = new ArrayList<>();
    if (draws.replaces()) {
      words.add("--sampler " + draws.sampler().label());
    }
    if (placement.isByVoxel()) {
      words.add("--placement " + JsonValue.label(placement));
    }
    return words;
  }

  /**
   * What a plan takes of it.
   *
   * @param prepared the dataset's own patch size
   * @param globalBatch patches per step over all ranks
   * @throws IllegalArgumentException if a choice does not go with the sampler
   */
  public PlanOptions plan(Size3 prepared, int globalBatch) {
    return new PlanOptions(
        patchSize.orElse(prepared),
        globalBatch,
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches,
        draws);
  }
}
