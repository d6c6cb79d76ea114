package org.ibengine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.dataset.DatasetOpener;
import org.ibengine.dataset.FoldSelection;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.error.Failures;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchPool;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;

/**
 * The front door: a prepared dataset folder, opened for training.
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
 * <p>One training epoch and one validation may be open at a time. Thread-safe; each epoch belongs
 * to one thread at a time.
 */
public final class IbEngine implements AutoCloseable {
  private final Backend backend;
  private final OpenedDataset dataset;
  private final EngineOptions options;
  private final EpochSeries training;
  private final EpochSeries validation; // null: nothing is held out
  private final CaseRoles roles;
  private final EngineMemory memory;
  private final IbEngine node; // whose volumes this rank sees; null: its own
  private final List<IbEngine> otherRanks = new CopyOnWriteArrayList<>();
  private boolean closed;

  private IbEngine(Backend backend, OpenedDataset dataset, EngineOptions options) {
    this.backend = backend;
    this.dataset = dataset;
    this.options = options;
    this.node = null;
    FoldSelection fold = FoldSelection.of(dataset, options.folds());
    this.roles = fold.roles();
    this.memory = new EngineMemory(backend, dataset, options, fold);
    this.training = new EpochSeries(this, fold.trainingPool(), options.memory().prefetch());
    this.validation = validation(fold.validationPool());
  }

  private IbEngine(IbEngine node, EngineOptions options) {
    this.backend = node.backend;
    this.dataset = node.dataset;
    this.options = options;
    this.node = node;
    this.roles = node.roles;
    this.memory = node.memory;
    this.training = new EpochSeries(this, node.training.pool(), options.memory().prefetch());
    this.validation = validation(node.validation == null ? null : node.validation.pool());
  }

  private EpochSeries validation(PatchPool pool) {
    return pool == null ? null : new EpochSeries(this, pool, EngineMemory.VALIDATION_SLOTS);
  }

  /** As {@link #open(Path, EngineOptions)} with {@link EngineOptions#defaults}. */
  public static IbEngine open(Path folder) {
    return open(folder, EngineOptions.defaults());
  }

  /**
   * Opens a dataset folder made by {@code ib prepare}, of either layout, or written by the
   * published IB-sampling script. Reads records, not volumes; label maps only where the patch size
   * is not the prepared one, and of folders of the script.
   *
   * @throws IllegalArgumentException if the options ask for something the dataset lacks
   * @throws org.ibengine.error.IbException if the folder cannot be read or the backend cannot run
   */
  public static IbEngine open(Path folder, EngineOptions options) {
    Objects.requireNonNull(folder, "dataset folder must not be null");
    Objects.requireNonNull(options, "engine options must not be null");
    Backend backend = Backends.open(options.backend(), options.threads(), options.device());
    try {
      OpenedDataset dataset = DatasetOpener.open(folder, options.dataset(), backend);
      return new IbEngine(backend, dataset, options);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, backend::close);
    }
  }

  /**
   * The same engine for another rank of the same world: the volumes in memory are shared, epochs
   * and batches are its own. Closing it ends its epochs; closing this engine closes it too.
   *
   * @throws IllegalArgumentException if {@code rank} is not in [0, world size)
   * @throws IllegalStateException if as many ranks are open as {@link EngineOptions#localRanks}
   *     allows, or the engine is closed
   */
  public IbEngine forRank(int rank) {
    return forRank(rank, options.memory().batches());
  }

  /**
   * As {@link #forRank(int)}, with memory of its own for the batches of that rank, see {@link
   * EngineOptions#batchMemory}.
   *
   * @param batches null: the backend's own
   * @throws IllegalArgumentException also if the backend's batches lie in a device's memory
   */
  public IbEngine forRank(int rank, BufferAllocator batches) {
    return node == null ? openRank(rank, batches) : node.forRank(rank, batches);
  }

  private synchronized IbEngine openRank(int rank, BufferAllocator batches) {
    requireOpen();
    EngineOptions ofRank = options.rank(rank, options.worldSize()).batchesFrom(batches);
    if (batches != null && backend instanceof DeviceBackend) {
      throw new IllegalArgumentException(
          Text.format(
              "batches of backend %s lie in its device's memory, other memory was given for rank %d; choose backend cpu",
              backend.name(), rank));
    }
    if (otherRanks.size() + 1 >= options.memory().localRanks()) {
      throw new IllegalStateException(
          Text.format(
              "%d ranks are open, as many as the options' localRanks; close one or allow more",
              otherRanks.size() + 1));
    }
    IbEngine other = new IbEngine(this, ofRank);
    otherRanks.add(other);
    return other;
  }

  /** Modalities in channel order. */
  public List<String> modalities() {
    return dataset.modalities();
  }

  /** Names of all cases, sorted. */
  public List<String> cases() {
    return new ArrayList<>(dataset.cases().keySet());
  }

  /** Which cases are trained on, held out and left out, and of what subjects they are. */
  public CaseRoles roles() {
    return roles;
  }

  /** What may be shown in training. */
  public PatchPool pool() {
    return training.pool();
  }

  /** Name of the backend in use. */
  public String backend() {
    return backend.name();
  }

  /** Where batches lie. */
  public Device device() {
    return backend instanceof DeviceBackend onDevice
        ? new Device(onDevice.kind(), onDevice.device())
        : Device.CPU;
  }

  /**
   * What the engine will take; kept to within the options' {@code maxMemory} and, on a device,
   * {@code maxDeviceMemory}.
   */
  public MemoryForecast memory() {
    return memory.forecast();
  }

  /**
   * Batches of every training epoch, the same on every rank: for schedules of learning rates.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}
   */
  public int steps() {
    return training.planner().trainingSteps();
  }

  /**
   * Batches of every validation, the same on every rank; empty where there is none, see {@link
   * #validation}.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}
   */
  public OptionalInt validationSteps() {
    return validation == null
        ? OptionalInt.empty()
        : OptionalInt.of(validation.planner().validationSteps());
  }

  /** Epoch 0 of that seed. */
  public Epoch epoch(long seed) {
    return epoch(seed, 0);
  }

  /**
   * The n-th epoch of that seed: a pure function of dataset, options, seed and n.
   *
   * @throws IllegalArgumentException if {@code number} is negative, or there is no positive or
   *     (where some are asked for) no negative patch
   * @throws IllegalStateException if another training epoch is open, or the engine is closed
   */
  public synchronized Epoch epoch(long seed, int number) {
    requireOpen();
    EpochId epoch = new EpochId.Training(seed, number);
    return training.open(new EpochToken(training.fingerprint(), epoch, 0));
  }

  /**
   * Every instance of the held-out fold once (of all cases with {@link
   * EngineOptions#validationOfAll}) and the same ratio of background windows: always the same
   * patches, nothing varied.
   *
   * @throws IllegalArgumentException as {@link #epoch(long, int)}, and if there is no validation
   *     because nothing is held out
   * @throws IllegalStateException if another validation is open, or the engine is closed
   */
  public synchronized Epoch validation() {
    requireOpen();
    EpochSeries series = requireValidation();
    return series.open(new EpochToken(series.fingerprint(), EpochId.VALIDATION, 0));
  }

  private EpochSeries requireValidation() {
    if (validation == null) {
      throw new IllegalArgumentException(
          "a validation needs held-out cases, but no fold was chosen, nor a split with a list for validation;"
              + " choose one (EngineOptions.fold, --fold K N, or --split FILE), or ask for the validation of"
              + " all cases (EngineOptions.validationOfAll, --validation-of-all)");
    }
    return validation;
  }

  /**
   * Goes on with the batch after the last one handed out when {@code token} was taken. The number
   * of ranks may have changed, the global batch (batch size × world size) not.
   *
   * @param token from {@link Epoch#state}
   * @throws IllegalArgumentException if it is no token, or belongs to another dataset or other
   *     options
   * @throws IllegalStateException as {@link #epoch(long, int)}
   */
  public synchronized Epoch resume(String token) {
    Objects.requireNonNull(token, "resume token must not be null");
    requireOpen();
    EpochToken start = EpochToken.parse(token);
    boolean validating = start.epoch() instanceof EpochId.Validation;
    return (validating ? requireValidation() : training).open(start);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  /**
   * Closes open epochs, those of other ranks too, and frees all memory but that of batches in the
   * hands of other threads, which is freed when they close them. Any thread may close at any time.
   * Idempotent.
   *
   * @throws org.ibengine.error.BackendFailureException if a device failed since; all is freed even
   *     then
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Failures failures = new Failures();
      otherRanks.forEach(other -> failures.collect(other::close));
      series().forEach(series -> failures.collect(series::stop));
      if (node == null) {
        failures.collect(memory::close);
      }
      series().forEach(series -> failures.collect(series::close));
      failures.collect(node == null ? backend::close : () -> node.otherRanks.remove(this));
      failures.rethrow();
    }
  }

  EngineOptions options() {
    return options;
  }

  OpenedDataset dataset() {
    return dataset;
  }

  /** What is in memory, shared by all ranks. */
  EngineMemory held() {
    return memory;
  }

  /**
   * Batch slots in use: filled ahead (of an open epoch or the one after it), being filled, or with
   * the caller. 0 once the engine and all batches are closed.
   */
  public int slotsTaken() {
    return series().mapToInt(EpochSeries::slotsTaken).sum();
  }

  private Stream<EpochSeries> series() {
    return Stream.of(training, validation).filter(Objects::nonNull);
  }
}
