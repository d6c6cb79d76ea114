package org.ibengine;

import static org.ibengine.OptionRules.atLeast;
import static org.ibengine.OptionRules.atLeastOneByte;
import static org.ibengine.OptionRules.given;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.ibengine.backend.Backends;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightRule;
import org.ibengine.dataset.FoldChoice;
import org.ibengine.dataset.OpenRequest;
import org.ibengine.dataset.Split;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Placement;
import org.ibengine.plan.PlanOptions;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Size3;

/**
 * Choices of a reader. Immutable: every method that sets something returns new options. Start with
 * {@link #defaults}.
 */
public final class EngineOptions implements Cloneable {
  private Size3 patchSize;
  private int batchSize = 2;
  private double negativesPerPositive = 1;
  private int repeats = 1;
  private List<String> modalities = List.of();
  private Placement placement = Placement.JITTER;
  private Augmentation augmentation = Augmentation.STANDARD;
  private Balance balance = Balance.INSTANCE;
  private boolean evenBatches;
  private FoldChoice folds = FoldChoice.NONE;
  private int rank;
  private int worldSize = 1;
  private ElementType type = ElementType.FLOAT32;
  private WeightChoice weights = WeightChoice.NONE;
  private boolean instanceMaps;
  private boolean coordinates;
  private String backend = Backends.AUTO;
  private int threads = Runtime.getRuntime().availableProcessors();
  private OptionalInt device = OptionalInt.empty();
  private MemoryChoice memory = MemoryChoice.usual();

  private EngineOptions() {}

  /**
   * The dataset's own patch size, 2 patches a batch, as many negatives as positives, all
   * modalities, jittered placement, standard augmentation, one rank, float32, all processors, half
   * of the machine's memory, half of what is free on the device (where the backend has one), 4
   * batches ahead.
   */
  public static EngineOptions defaults() {
    return new EngineOptions();
  }

  /**
   * In voxels; need not be the size the dataset was prepared with: of volumes, background windows
   * are then found anew at half that size apart; stored patches are cropped or padded at the end.
   *
   * @throws IllegalArgumentException if an axis is less than 1 or more than 65536
   */
  public EngineOptions patchSize(int x, int y, int z) {
    Size3 size = OptionRules.patchSize(x, y, z);
    return with(copy -> copy.patchSize = size);
  }

  /**
   * Patches a batch on one rank.
   *
   * @throws IllegalArgumentException if there are less than 1 or more than 65536
   */
  public EngineOptions batchSize(int patches) {
    return with(copy -> copy.batchSize = OptionRules.batchSize(patches));
  }

  /**
   * IB-sampling's {@code ratio}: background patches for each instance patch.
   *
   * @throws IllegalArgumentException if it is negative, infinite or not a number
   */
  public EngineOptions negativesPerPositive(double ratio) {
    return with(copy -> copy.negativesPerPositive = PlanOptions.requireRatio(ratio));
  }

  /** How often an epoch shows each instance, at least 1. */
  public EngineOptions repeats(int times) {
    return with(copy -> copy.repeats = atLeast(1, times, "repeats"));
  }

  /** The modalities to deliver, in channel order; none means all, in the dataset's order. */
  public EngineOptions modalities(String... names) {
    for (String name : given(names, "modalities")) {
      given(name, "the name of a modality");
    }
    return with(copy -> copy.modalities = List.of(names));
  }

  /** Where the patch of an instance lies. */
  public EngineOptions placement(Placement value) {
    return with(copy -> copy.placement = given(value, "placement"));
  }

  /** How training patches are varied; validation never is. */
  public EngineOptions augmentation(Augmentation value) {
    return with(copy -> copy.augmentation = given(value, "augmentation"));
  }

  /** How often instances appear relative to each other, see {@link Balance}. */
  public EngineOptions balance(Balance.Kind kind, double exponent) {
    Balance value = new Balance(kind, exponent);
    return with(copy -> copy.balance = value);
  }

  /** Whether every batch holds the same mix of positives and negatives, to within one. */
  public EngineOptions evenBatches(boolean value) {
    return with(copy -> copy.evenBatches = value);
  }

  /**
   * Whether the validation shows all cases, those of training included, instead of what is held
   * out; never the test cases of a {@link #split}. For looking at whole datasets, as its figures
   * say nothing about unseen cases. By default there is no validation unless a fold is chosen.
   */
  public EngineOptions validationOfAll(boolean value) {
    return with(copy -> copy.folds = folds.validationOfAll(value));
  }

  /** Trains on all subjects but those of fold {@code split} of {@code maxSplits}. */
  public EngineOptions fold(int split, int maxSplits) {
    return with(copy -> copy.folds = folds.fold(split, maxSplits));
  }

  /**
   * Trains and validates on the cases of explicit lists instead of a fold's. Null takes it back.
   *
   * @throws IllegalArgumentException if a fold is chosen too
   */
  public EngineOptions split(Split lists) {
    return with(copy -> copy.folds = folds.split(lists));
  }

  /** The subject of each case, by case name; cases left out have the subject their name implies. */
  public EngineOptions subjects(Map<String, String> subjectOfCase) {
    return with(copy -> copy.folds = folds.subjects(subjectOfCase));
  }

  /** This process's share: rank in [0, worldSize). */
  public EngineOptions rank(int rank, int worldSize) {
    if (worldSize < 1 || rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          Text.format("rank must be in [0, world size), were %d and %d", rank, worldSize));
    }
    return with(
        copy -> {
          copy.rank = rank;
          copy.worldSize = worldSize;
        });
  }

  /** Type of the image tensor: {@code FLOAT32} or {@code FLOAT16}. */
  public EngineOptions type(ElementType value) {
    return with(copy -> copy.type = OptionRules.imageType(value));
  }

  /**
   * Adds {@link Batch#weights} of that kind, within the limits usual for it and not normalised
   * unless said otherwise. Needs a dataset of the volumes layout; null takes it back.
   */
  public EngineOptions weights(WeightKind kind) {
    return with(copy -> copy.weights = weights.of(kind));
  }

  /**
   * Weights are clipped to [min, max] before they are normalised.
   *
   * @throws IllegalArgumentException unless 0 ≤ min ≤ max and max is positive
   */
  public EngineOptions weightLimits(double min, double max) {
    return with(copy -> copy.weights = weights.limited(min, max));
  }

  /** What is done to the weights of a patch in the end. */
  public EngineOptions weightNormalisation(WeightNormalisation value) {
    given(value, "weight normalisation");
    return with(copy -> copy.weights = weights.normalised(value));
  }

  /** Adds {@link Batch#instances}. Needs a dataset of the volumes layout. */
  public EngineOptions instanceMaps(boolean value) {
    return with(copy -> copy.instanceMaps = value);
  }

  /**
   * Adds {@link Batch#coordinates}. Not of folders that the IB-sampling script wrote, which do not
   * say where in the volume their patches lie.
   */
  public EngineOptions coordinates(boolean value) {
    return with(copy -> copy.coordinates = value);
  }

  /** Name of the backend, or {@code auto}. */
  public EngineOptions backend(String name) {
    return with(copy -> copy.backend = given(name, "name of the backend"));
  }

  /** The most threads one operation uses, from 1 to 65536; never changes a result. */
  public EngineOptions threads(int count) {
    return with(copy -> copy.threads = Backends.requireThreads(count));
  }

  /**
   * Bytes that volumes and batches (validation's included) together may take, the Java heap apart;
   * what does not fit stays on disk.
   *
   * @throws IllegalArgumentException if that is less than 1
   */
  public EngineOptions maxMemory(long bytes) {
    return with(copy -> copy.memory = memory.onHost(atLeastOneByte(bytes, "max memory")));
  }

  /**
   * Bytes of a device's memory that volumes and batches (validation's included), with what filling
   * them needs, together may take; volumes that do not fit stay in host memory within {@link
   * #maxMemory}. What labelling takes comes on top where it is needed: for weights, instance maps
   * and patches of another size than prepared. Without a meaning where the backend has no devices.
   */
  public EngineOptions maxDeviceMemory(long bytes) {
    return with(copy -> copy.memory = memory.onDevice(atLeastOneByte(bytes, "max device memory")));
  }

  /** Which device of the backend, from 0; opening fails where the backend has no devices. */
  public EngineOptions device(int number) {
    return with(copy -> copy.device = OptionalInt.of(atLeast(0, number, "device")));
  }

  /** How many batches are in memory at once, the one in use included; at least 2. */
  public EngineOptions prefetch(int batches) {
    return with(copy -> copy.memory = memory.ahead(atLeast(2, batches, "prefetch")));
  }

  /**
   * How many ranks this process serves through {@link IbEngine#forRank}, its own included; at least
   * 1. Volumes are in memory once, batches once a rank.
   */
  public EngineOptions localRanks(int ranks) {
    return with(copy -> copy.memory = memory.forRanks(atLeast(1, ranks, "ranks of this process")));
  }

  /**
   * Where the memory of batches comes from, as shared memory of another process; by default the
   * backend. What it gives must be memory that the backend can write to, aligned to 4096 bytes, and
   * it stays open until the engine is closed.
   */
  public EngineOptions batchMemory(BufferAllocator source) {
    return batchesFrom(given(source, "batch memory"));
  }

  /** As {@link #batchMemory}; null for the backend's own. */
  EngineOptions batchesFrom(BufferAllocator source) {
    return with(copy -> copy.memory = memory.batchesFrom(source));
  }

  Size3 patchSize() {
    return patchSize;
  }

  /** What is wanted of the dataset folder. */
  OpenRequest dataset() {
    return new OpenRequest(modalities, patchSize, threads, needsInstances());
  }

  int batchSize() {
    return batchSize;
  }

  /**
   * With that patch size, for all ranks together.
   *
   * @throws IllegalArgumentException if these take more patches a step than an int holds
   */
  PlanOptions plan(Size3 patch) {
    return new PlanOptions(
        patch,
        OptionRules.globalBatch(batchSize, worldSize),
        negativesPerPositive,
        repeats,
        placement,
        augmentation,
        balance,
        evenBatches);
  }

  List<String> modalities() {
    return modalities;
  }

  FoldChoice folds() {
    return folds;
  }

  int rank() {
    return rank;
  }

  int worldSize() {
    return worldSize;
  }

  ElementType type() {
    return type;
  }

  /** Null where no weights are wanted. */
  WeightRule weightRule() {
    return weights.rule();
  }

  /** What is delivered beside image and label. */
  Set<BatchPart> parts() {
    EnumSet<BatchPart> parts = EnumSet.noneOf(BatchPart.class);
    if (weights.kind() != null) {
      parts.add(BatchPart.WEIGHTS);
    }
    if (instanceMaps) {
      parts.add(BatchPart.INSTANCES);
    }
    if (coordinates) {
      parts.add(BatchPart.COORDINATES);
    }
    return parts;
  }

  /** Whether the sources' instance maps are needed. */
  boolean needsInstances() {
    return weights.kind() != null || instanceMaps;
  }

  String backend() {
    return backend;
  }

  int threads() {
    return threads;
  }

  OptionalInt device() {
    return device;
  }

  MemoryChoice memory() {
    return memory;
  }

  private EngineOptions with(Consumer<EngineOptions> change) {
    try {
      EngineOptions copy = (EngineOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
