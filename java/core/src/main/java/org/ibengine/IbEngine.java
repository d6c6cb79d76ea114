package org.ibengine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.ibengine.dataset.BackgroundCheck;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.dataset.CaseSource;
import org.ibengine.dataset.DatasetOpener;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.dataset.SourceOpener;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.place.WindowStarts;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.SiteWeights;
import org.ibengine.tensor.Device;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;

/**
 * The front door: a prepared dataset folder, or cases from elsewhere, opened for training.
 *
 * <pre>{@code
 * try (IbEngine engine = IbEngine.open(folder, EngineOptions.defaults().patchSize(64, 64, 64));
 *     Epoch epoch = engine.epoch(seed)) {
 *   for (Batch batch : epoch) {
 *     train(batch.image(), batch.label());
 *   }
 * }
 * }</pre>
 *
 * <p>One training epoch or one epoch of windows and, beside it, one validation may be open at a
 * time. Thread-safe; each epoch belongs to one thread at a time.
 */
public final class IbEngine implements AutoCloseable {
  private final EngineNode node;
  private final boolean first; // of the ranks of the node: it closes the others and the node
  private final EngineOptions options;
  private final RankSeries epochs;
  private boolean closed;

  IbEngine(EngineNode node, EngineOptions options, boolean first) {
    this.node = node;
    this.first = first;
    this.options = options;
    this.epochs = new RankSeries(node, options);
  }

  /** As {@link #open(Path, EngineOptions)} with {@link EngineOptions#defaults}. */
  public static IbEngine open(Path folder) {
    return open(folder, EngineOptions.defaults());
  }

  /**
   * Opens a dataset folder made by {@code ib prepare}, of either layout, or written by the
   * published IB-sampling script. Reads records, not volumes; label maps only if the patch size is
   * not the prepared one, and for folders of the script.
   *
   * @throws IllegalArgumentException if the options ask for something the dataset lacks
   * @throws org.ibengine.error.IbException if the folder cannot be read or the backend cannot run
   */
  public static IbEngine open(Path folder, EngineOptions options) {
    Objects.requireNonNull(folder, "dataset folder must not be null");
    return EngineNode.open(
        options, (request, backend) -> DatasetOpener.open(folder, request, backend));
  }

  /**
   * Opens cases whose voxels come from elsewhere than a dataset folder.
   *
   * @throws IllegalArgumentException if the options ask for something the cases lack
   * @throws org.ibengine.error.IbException if the source fails or the backend cannot run
   */
  public static IbEngine open(CaseSource source, EngineOptions options) {
    Objects.requireNonNull(source, "source of cases must not be null");
    return EngineNode.open(
        options, (request, backend) -> SourceOpener.open(source, request, backend));
  }

  /**
   * The same engine for another rank of the same world: the volumes in memory are shared, but it
   * has its own epochs and batches. Closing it ends its epochs; closing this engine closes both.
   *
   * @throws IllegalArgumentException if {@code rank} is not in [0, world size)
   * @throws IllegalStateException if as many ranks are open as {@link EngineOptions#localRanks}
   *     allows, or the engine is closed
   */
  public IbEngine forRank(int rank) {
    return forRank(rank, options.batchMemory().orElse(null));
  }

  /**
   * As {@link #forRank(int)}, with memory of its own for the batches of that rank, see {@link
   * EngineOptions#batchMemory}.
   *
   * @param batches null: the backend's own
   * @throws IllegalArgumentException also if the backend's batches lie in a device's memory
   */
  public IbEngine forRank(int rank, BufferAllocator batches) {
    return node.openRank(rank, Optional.ofNullable(batches));
  }

  /** What it was opened with; for another rank, with that rank's number and batch memory. */
  public EngineOptions options() {
    return options;
  }

  /** What its list of false alarms said, see {@link AlarmsDigest}. */
  Optional<String> alarms() {
    return node.alarms();
  }

  /** Modalities in channel order. */
  public List<String> modalities() {
    return node.dataset().modalities();
  }

  /** Names of all cases, sorted. */
  public List<String> cases() {
    return new ArrayList<>(node.dataset().cases().keySet());
  }

  /** Voxels of a patch. */
  public Size3 patchSize() {
    return node.dataset().patchSize();
  }

  /** Of the dataset, whatever was chosen. */
  OpenedDataset.Usual usual() {
    return node.dataset().usual();
  }

  /**
   * Where the voxels of a case lie: of the whole volume or, where a dataset has patches and no
   * records of volumes, of one stored patch.
   *
   * @throws IllegalArgumentException if there is no such case
   */
  public Geometry geometry(String caseName) {
    OpenedDataset.Case known = node.dataset().cases().get(caseName);
    if (known == null) {
      throw new DatasetMismatchException("the dataset has no case " + caseName);
    }
    return known.geometry();
  }

  /** Which cases are trained on, held out and left out, and to which subjects they belong. */
  public CaseRoles roles() {
    return node.fold().roles();
  }

  /** What may be shown in training. */
  public PatchPool pool() {
    return epochs.trainingPool();
  }

  /** What background was left out of all cases because too little of it is body. */
  public BackgroundCheck backgroundCheck() {
    return node.dataset().backgroundCheck();
  }

  /** Name of the backend in use. */
  public String backend() {
    return node.backend();
  }

  /** Where batches lie. */
  public Device device() {
    return node.device();
  }

  /**
   * What the engine will take; it stays within the options' {@code maxMemory} and, on a device,
   * {@code maxDeviceMemory}.
   */
  public MemoryForecast memory() {
    return node.memory().forecast();
  }

  /**
   * Number of batches in every training epoch, the same on every rank, for instance for schedules
   * of learning rates.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}
   */
  public int steps() {
    return epochs.trainingSteps();
  }

  /**
   * Number of batches in every validation, the same on every rank; empty if there is none, see
   * {@link #validation}.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}
   */
  public OptionalInt validationSteps() {
    return epochs.validationSteps();
  }

  /** Epoch 0 of that seed. */
  public Epoch epoch(long seed) {
    return epoch(seed, 0);
  }

  /**
   * The n-th epoch of that seed: a pure function of dataset, options, seed and n.
   *
   * @throws IllegalArgumentException if {@code number} is negative, or there is no positive patch
   *     or, if some are asked for, no negative patch
   * @throws IllegalStateException if another training epoch is open, or the engine is closed
   */
  public synchronized Epoch epoch(long seed, int number) {
    requireOpen();
    return epochs.open(epochs.training(seed, number));
  }

  /**
   * Shows instances more or less often from the next training epoch on; the number of patches
   * stays. Every rank must be given the same. States record it: resuming restores it.
   *
   * @param factors by {@code case} or {@code case#id}: what their exposure is multiplied by, at
   *     least 0; an empty map undoes it
   * @throws IllegalArgumentException if a factor is not allowed, its name unknown, or the sampler
   *     not {@code IB}
   */
  public synchronized void weights(Map<String, Double> factors) {
    requireOpen();
    factors.keySet().forEach(name -> EpochWeights.requireKnown(name, node.dataset()));
    epochs.weights(SiteWeights.of(factors));
  }

  /**
   * Every instance of the held-out fold once (of all cases with {@link
   * EngineOptions#validationOfAll}) and the same ratio of background windows: always the same
   * patches, without augmentation.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}, and if there is no validation
   *     because nothing is held out
   * @throws IllegalStateException if another validation is open, or the engine is closed
   */
  public synchronized Epoch validation() {
    requireOpen();
    return epochs.open(EpochId.VALIDATION);
  }

  /** As {@link #windows(List)}, of one case. */
  public Epoch windows(String caseName) {
    return windows(List.of(caseName));
  }

  /** As {@link #windows(List, Size3)}, neighbours overlapping by a quarter of a window. */
  public Epoch windows(List<String> cases) {
    Size3 patch = patchSize();
    return windows(
        cases,
        new Size3(
            WindowStarts.of(1, patch.x()).stride(),
            WindowStarts.of(1, patch.y()).stride(),
            WindowStarts.of(1, patch.z()).stride()));
  }

  /**
   * Sliding windows of whole cases, each once, for prediction: of the patch size, starting as
   * {@link WindowStarts} says, without augmentation. Cases come in the order of {@code cases}; the
   * windows of a case z by z, then y by y, x fastest. A batch may hold windows of two cases; what
   * the last batch lacks repeats the first windows, see {@link BatchItem#filler}. Where a volume is
   * shorter than a window it is padded on both sides, and {@link BatchItem#corner} is below 0.
   * Batches use the memory of training epochs: batches of a training epoch that were filled ahead
   * are dropped.
   *
   * @param cases at least one, none twice; also those that are held out
   * @param stride voxels from one window to the next
   * @throws IllegalArgumentException if there is no such case, or the dataset has patches only
   * @throws IllegalStateException if a training epoch or other windows are open, or the engine is
   *     closed
   */
  public synchronized Epoch windows(List<String> cases, Size3 stride) {
    requireOpen();
    return epochs.open(new EpochId.Windows(cases, stride));
  }

  /**
   * Continues with the batch after the last one handed out when {@code token} was taken. The number
   * of ranks may have changed, but not the global batch (batch size × world size).
   *
   * @param token from {@link Epoch#state} or {@link Epoch#token}
   * @throws IllegalArgumentException if it is not a token, or belongs to another dataset or other
   *     options
   * @throws IllegalStateException as {@link #epoch(long, int)}
   */
  public synchronized Epoch resume(String token) {
    Objects.requireNonNull(token, "resume token must not be null");
    requireOpen();
    return epochs.resume(token);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  /**
   * Closes open epochs, including those of other ranks, and frees all memory except that of batches
   * in the hands of other threads, which is freed when these close them. Any thread may close the
   * engine at any time. Idempotent.
   *
   * @throws org.ibengine.error.BackendFailureException if a device has failed; everything is freed
   *     even then
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (first) {
        node.close(epochs);
      } else {
        node.leave(this, epochs);
      }
    }
  }

  /**
   * Number of batch slots in use: filled ahead (for an open epoch or the one after it), being
   * filled, or with the caller. 0 once the engine and all batches are closed.
   */
  public int slotsTaken() {
    return epochs.slotsTaken();
  }
}
