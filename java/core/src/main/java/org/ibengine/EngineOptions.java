package org.ibengine;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.dataset.Split;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.options.Delivery;
import org.ibengine.options.OptionsJson;
import org.ibengine.options.Resources;
import org.ibengine.options.Sampling;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.BufferAllocator;

/**
 * The choices of a reader. Immutable: every method that sets something returns new options. It
 * refuses a value that is not allowed; the message names the option. Start with {@link #defaults}.
 * Options are equal if all their choices are, and anything that is code is the same object.
 *
 * @param sampling what is drawn
 * @param delivery what a batch holds, and which rank it is for
 * @param resources where it is computed, and what it may take
 * @param batchMemory where the memory of batches comes from; empty: the backend's own
 * @param patchTransform what changes training patches in the end; empty: nothing
 * @param sharedBatches whether other processes open the batches that lie in device memory
 */
public record EngineOptions(
    Sampling sampling,
    Delivery delivery,
    Resources resources,
    Optional<BufferAllocator> batchMemory,
    Optional<PatchTransform> patchTransform,
    boolean sharedBatches) {
  public EngineOptions {
    requireNonNull(sampling, "sampling must not be null");
    requireNonNull(delivery, "delivery must not be null");
    requireNonNull(resources, "resources must not be null");
    requireNonNull(batchMemory, "batch memory must not be null");
    requireNonNull(patchTransform, "patch transform must not be null");
  }

  /** The defaults of {@link Sampling#USUAL}, {@link Delivery#USUAL} and {@link Resources#usual}. */
  public static EngineOptions defaults() {
    return new EngineOptions(
        Sampling.USUAL,
        Delivery.USUAL,
        Resources.usual(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /**
   * Reads what {@link #toJson} or a person wrote; what is not named is as in {@link #defaults}.
   *
   * @throws IllegalArgumentException as {@link OptionsJson#parse}; it names key and value
   */
  public static EngineOptions fromJson(String json) {
    OptionsJson read = OptionsJson.parse(requireNonNull(json, "JSON of options must not be null"));
    return new EngineOptions(
        read.sampling(),
        read.delivery(),
        read.resources(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** All choices as JSON, see docs/reference/options.md; what is code is left out. */
  public String toJson() {
    return toTree().toPrettyString();
  }

  ObjectNode toTree() {
    return new OptionsJson(sampling, delivery, resources).tree();
  }

  /** The same with another sampling, for instance that of other options. */
  public EngineOptions sampling(Sampling value) {
    return new EngineOptions(
        value, delivery, resources, batchMemory, patchTransform, sharedBatches);
  }

  /** The same with another delivery. */
  public EngineOptions delivery(Delivery value) {
    return new EngineOptions(
        sampling, value, resources, batchMemory, patchTransform, sharedBatches);
  }

  /** The same with other resources. */
  public EngineOptions resources(Resources value) {
    return new EngineOptions(sampling, delivery, value, batchMemory, patchTransform, sharedBatches);
  }

  /** In voxels, from 1 to 65536 per axis; need not be the prepared size, see {@link Sampling}. */
  public EngineOptions patchSize(int x, int y, int z) {
    return sampling(sampling.patchSize(x, y, z));
  }

  /** Patches per batch on one rank, from 1 to 65536. */
  public EngineOptions batchSize(int patches) {
    return delivery(delivery.batchSize(patches));
  }

  /** IB-sampling's {@code ratio}: background patches for each instance patch, at least 0. */
  public EngineOptions negativesPerPositive(double ratio) {
    return sampling(sampling.negativesPerPositive(ratio));
  }

  /** Where background patches are drawn from, and what they must meet. */
  public EngineOptions negatives(Negatives value) {
    return sampling(sampling.negatives(value));
  }

  /** How hard mined windows are, in [0, 1); 0: all of them. See {@link Negatives#hardness}. */
  public EngineOptions hardness(double value) {
    return negatives(sampling.negatives().hardness(value));
  }

  /** How often an epoch shows each instance, at least 1. */
  public EngineOptions repeats(int times) {
    return sampling(sampling.repeats(times));
  }

  /** How the patches of training epochs are chosen. All but {@code IB} need {@link #steps}. */
  public EngineOptions sampler(Sampler value) {
    return sampling(sampling.draws(sampling.draws().sampler(value)));
  }

  /** Batches of a training epoch on each rank, of samplers that draw with replacement. */
  public EngineOptions steps(int batches) {
    return sampling(sampling.draws(sampling.draws().steps(batches)));
  }

  /** The probability that {@code TUMOUR} and {@code VOXEL} draw a patch for a lesion. */
  public EngineOptions positiveShare(double share) {
    return sampling(sampling.draws(sampling.draws().positiveShare(share)));
  }

  /** The modalities to deliver, in channel order; none means all, in the dataset's order. */
  public EngineOptions modalities(String... names) {
    return delivery(delivery.modalities(names == null ? null : Arrays.asList(names)));
  }

  /** Where an instance lies in its patch. */
  public EngineOptions placement(Placement value) {
    return sampling(sampling.placement(value));
  }

  /** How training patches are varied; validation never is. */
  public EngineOptions augmentation(Augmentation value) {
    return sampling(sampling.augmentation(value));
  }

  /** How often instances appear relative to each other, see {@link Balance}. */
  public EngineOptions balance(Balance.Kind kind, double exponent) {
    return sampling(sampling.balance(new Balance(kind, exponent)));
  }

  /** Whether every batch holds the same mix of positives and negatives, to within one patch. */
  public EngineOptions evenBatches(boolean value) {
    return sampling(sampling.evenBatches(value));
  }

  /** Whether the validation shows all cases, including those of training. */
  public EngineOptions validationOfAll(boolean value) {
    return sampling(sampling.folds(sampling.folds().validationOfAll(value)));
  }

  /** Trains on all subjects except those of fold {@code split} of {@code maxSplits}. */
  public EngineOptions fold(int split, int maxSplits) {
    return sampling(sampling.folds(sampling.folds().fold(split, maxSplits)));
  }

  /** Trains and validates on explicit lists of cases instead of a fold; null undoes that. */
  public EngineOptions split(Split lists) {
    return sampling(sampling.folds(sampling.folds().split(lists)));
  }

  /** The subject of each case, by case name; cases left out have the subject their name implies. */
  public EngineOptions subjects(Map<String, String> subjectOfCase) {
    return sampling(sampling.folds(sampling.folds().subjects(subjectOfCase)));
  }

  /** This process's share: rank in [0, worldSize). */
  public EngineOptions rank(int rank, int worldSize) {
    return delivery(delivery.rank(rank, worldSize));
  }

  /** Type of the image tensor: {@code FLOAT32} or {@code FLOAT16}. */
  public EngineOptions type(ElementType value) {
    return delivery(delivery.type(value));
  }

  /** Adds {@link Batch#weights}; null undoes that. Needs the volumes layout. */
  public EngineOptions weights(WeightKind kind) {
    return delivery(delivery.weights(delivery.weights().of(kind)));
  }

  /** Clips weights to [min, max], 0 ≤ min ≤ max and max above 0, before they are normalised. */
  public EngineOptions weightLimits(double min, double max) {
    return delivery(delivery.weights(delivery.weights().limited(min, max)));
  }

  /** How the weights of a patch are normalised, after clipping. */
  public EngineOptions weightNormalisation(WeightNormalisation value) {
    return delivery(delivery.weights(delivery.weights().normalised(value)));
  }

  /** Adds {@link Batch#instances}. Needs the volumes layout. */
  public EngineOptions instanceMaps(boolean value) {
    return delivery(delivery.instanceMaps(value));
  }

  /** Adds {@link Batch#coordinates}; not for folders that the IB-sampling script wrote. */
  public EngineOptions coordinates(boolean value) {
    return delivery(delivery.coordinates(value));
  }

  /** Adds {@link Batch#foreground}, and the log of it to the {@link Ledger}. */
  public EngineOptions foregroundCounts(boolean value) {
    return delivery(delivery.foregroundCounts(value));
  }

  /** How values of the modalities that no other {@code normalise} names are normalised. */
  public EngineOptions normalise(IntensityScale scale) {
    return delivery(delivery.normalisation(delivery.normalisation().others(scale)));
  }

  /** How values of a modality are normalised; needs the volumes layout, see {@link Delivery}. */
  public EngineOptions normalise(String modality, IntensityScale scale) {
    return delivery(delivery.normalisation(delivery.normalisation().with(modality, scale)));
  }

  /** Name of the backend, or {@code auto}. */
  public EngineOptions backend(String name) {
    return resources(resources.backend(name));
  }

  /** The most threads one operation uses, from 1 to 65536; never changes a result. */
  public EngineOptions threads(int count) {
    return resources(resources.threads(count));
  }

  /** Bytes of host memory for volumes and batches; what does not fit stays on disk. */
  public EngineOptions maxMemory(long bytes) {
    return resources(resources.maxMemory(bytes));
  }

  /** Bytes of a device's memory for volumes and batches, see {@link Resources}. */
  public EngineOptions maxDeviceMemory(long bytes) {
    return resources(resources.maxDeviceMemory(OptionalLong.of(bytes)));
  }

  /** Which device of the backend, from 0; opening fails if the backend has no devices. */
  public EngineOptions device(int number) {
    return resources(resources.device(OptionalInt.of(number)));
  }

  /** How many batches are in memory at once, including the one in use; at least 2. */
  public EngineOptions prefetch(int batches) {
    return resources(resources.prefetch(batches));
  }

  /** How many ranks this process serves through {@link IbEngine#forRank}, including its own. */
  public EngineOptions localRanks(int ranks) {
    return resources(resources.localRanks(ranks));
  }

  /** Where batches lie: memory the backend writes to, aligned to 4096 bytes, open until the end. */
  public EngineOptions batchMemory(BufferAllocator source) {
    requireNonNull(source, "batch memory must not be null");
    return new EngineOptions(
        sampling, delivery, resources, Optional.of(source), patchTransform, sharedBatches);
  }

  /** Changes training patches after they were cut; not for backends with devices. */
  public EngineOptions patchTransform(PatchTransform transform) {
    requireNonNull(transform, "patch transform must not be null");
    return new EngineOptions(
        sampling, delivery, resources, batchMemory, Optional.of(transform), sharedBatches);
  }

  /**
   * Whether other processes open batches in device memory, as those of {@code ib serve} do: each
   * then lies in one allocation, of a size that shows them nothing else. On the host it means
   * nothing.
   */
  public EngineOptions sharedBatches(boolean value) {
    return new EngineOptions(sampling, delivery, resources, batchMemory, patchTransform, value);
  }
}
