package org.ibengine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.dataset.FoldSelection;
import org.ibengine.dataset.OpenRequest;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.error.Failures;
import org.ibengine.options.Resources;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;

/**
 * What the ranks of one process share: the backend, the dataset, what is trained on and the volumes
 * in memory. The rank that opened it closes it, and the others with it. Thread-safe.
 */
final class EngineNode {
  private final Backend backend;
  private final OpenedDataset dataset;
  private final EngineOptions options; // of the rank that opened it
  private final FoldSelection fold;
  private final EngineMemory memory;
  private final Optional<String> alarms;
  private final List<IbEngine> otherRanks = new CopyOnWriteArrayList<>();
  private boolean closed;

  private EngineNode(
      Backend backend, OpenedDataset dataset, EngineOptions options, Optional<String> alarms) {
    this.backend = backend;
    this.dataset = dataset;
    this.options = options;
    this.alarms = alarms;
    this.fold = FoldSelection.of(dataset, options.sampling().folds());
    this.memory = new EngineMemory(backend, dataset, options, fold);
  }

  /** The first rank of a node, on the backend that the options name. It closes both. */
  static IbEngine open(
      EngineOptions options, BiFunction<OpenRequest, Backend, OpenedDataset> dataset) {
    Objects.requireNonNull(options, "engine options must not be null");
    Resources resources = options.resources();
    Backend backend = Backends.open(resources.backend(), resources.threads(), resources.device());
    try {
      Optional<String> alarms = AlarmsDigest.ifReadable(options); // before it is read
      OpenedDataset opened = dataset.apply(request(options), backend);
      backend.trim(); // of label maps that were looked at
      return new IbEngine(new EngineNode(backend, opened, options, alarms), options, true);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, backend::close);
    }
  }

  private static OpenRequest request(EngineOptions options) {
    return new OpenRequest(
        options.delivery().modalities(),
        options.sampling().patchSize().orElse(null),
        options.resources().threads(),
        options.delivery().needsInstances(),
        options.delivery().normalisation(),
        options.sampling().negatives(),
        new OpenRequest.Whole(
            options.sampling().needingVolumes(), options.sampling().draws().replaces()));
  }

  OpenedDataset dataset() {
    return dataset;
  }

  FoldSelection fold() {
    return fold;
  }

  /** What the list of false alarms said when the dataset was opened, see {@link AlarmsDigest}. */
  Optional<String> alarms() {
    return alarms;
  }

  EngineMemory memory() {
    return memory;
  }

  String backend() {
    return backend.name();
  }

  /** Where batches lie. */
  Device device() {
    return backend instanceof DeviceBackend onDevice
        ? new Device(onDevice.kind(), onDevice.device())
        : Device.CPU;
  }

  /** Another rank, see {@link IbEngine#forRank(int, BufferAllocator)}. */
  synchronized IbEngine openRank(int rank, Optional<BufferAllocator> batches) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    EngineOptions ofRank =
        new EngineOptions(
            options.sampling(),
            options.delivery().rank(rank, options.delivery().worldSize()),
            options.resources(),
            batches,
            options.patchTransform(),
            options.sharedBatches());
    if (batches.isPresent() && backend instanceof DeviceBackend) {
      throw new IllegalArgumentException(
          Text.format(
              "batches of backend %s lie in its device's memory, but other memory was given for rank %d; choose backend cpu",
              backend.name(), rank));
    }
    if (otherRanks.size() + 1 >= options.resources().localRanks()) {
      throw new IllegalStateException(
          Text.format(
              "%d ranks are open, as many as the options' localRanks; close one or allow more",
              otherRanks.size() + 1));
    }
    IbEngine other = new IbEngine(this, ofRank, false);
    otherRanks.add(other);
    return other;
  }

  /** Frees a rank's batches and makes room for another. */
  void leave(IbEngine rank, RankSeries epochs) {
    Failures failures = new Failures();
    failures.collect(epochs::stop);
    failures.collect(epochs::close);
    failures.collect(() -> otherRanks.remove(rank));
    failures.rethrow();
  }

  /**
   * Closes the other ranks, of which none may be opened from then on, and frees everything.
   *
   * @param first epochs of the rank that opened it
   */
  void close(RankSeries first) {
    synchronized (this) {
      closed = true;
    }
    Failures failures = new Failures();
    otherRanks.forEach(other -> failures.collect(other::close));
    failures.collect(first::stop);
    failures.collect(memory::close); // nothing is being filled now
    failures.collect(first::close);
    failures.collect(backend::close);
    failures.rethrow();
  }
}
