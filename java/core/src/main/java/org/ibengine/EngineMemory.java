package org.ibengine;

import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.dataset.FoldSelection;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.error.Failures;
import org.ibengine.pipeline.BatchFiller;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.DeviceFiller;
import org.ibengine.pipeline.DeviceLayout;
import org.ibengine.pipeline.DeviceResidency;
import org.ibengine.pipeline.HostFiller;
import org.ibengine.pipeline.PatchPlaces;
import org.ibengine.pipeline.PlacedVolume;
import org.ibengine.pipeline.Residency;
import org.ibengine.pipeline.SlotRing;
import org.ibengine.pipeline.SourceCache;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.TransformLimits;
import org.ibengine.store.StoredSource;
import org.ibengine.tensor.BatchPart;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;
import org.ibengine.volume.VolumeData;

/** Decides what stays in memory within the options' limit, and holds it. */
final class EngineMemory implements AutoCloseable {
  /** One batch in use, one being filled: validation has no step to hide behind. */
  static final int VALIDATION_SLOTS = 2;

  /** Half of the device memory that is free is the model's. */
  private static final int DEVICE_SHARE = 2;

  /** Where sources and batches lie. */
  private record Placed(SourceCache<?> cache, BatchFiller filler, MemoryForecast forecast) {}

  private final EngineOptions options;
  private final BatchShape shape;
  private final PatchPlaces places;
  private final TransformLimits limits;
  private final Size3 reach; // of the patches
  private final List<StoredSource> sources;
  private final long[] uses;
  private final int validationSlots; // of a rank; 0 where there is no validation
  private final Placed placed;

  EngineMemory(Backend backend, OpenedDataset dataset, EngineOptions options, FoldSelection fold) {
    this.options = options;
    shape =
        new BatchShape(
            options.delivery().batchSize(),
            dataset.modalities().size(),
            dataset.patchSize(),
            options.delivery().type(),
            options.delivery().weights().rule().orElse(null),
            options.delivery().parts());
    places = VolumePlaces.of(dataset, shape);
    sources = dataset.sources();
    PlanOptions plan =
        options.sampling().plan(dataset.patchSize(), options.delivery().globalBatch());
    WarpLimits.require(dataset, plan);
    uses = SourceUses.count(sources.size(), fold, plan);
    limits = new TransformLimits(plan);
    reach =
        places.spacings().stream().distinct().map(limits::reach).reduce(EngineMemory::larger).get();
    validationSlots = fold.validationPool() == null ? 0 : VALIDATION_SLOTS;
    placed =
        backend instanceof DeviceBackend device ? onDevice(device) : onHost(backend, fold, plan);
  }

  private static Size3 larger(Size3 a, Size3 b) {
    return new Size3(Math.max(a.x(), b.x()), Math.max(a.y(), b.y()), Math.max(a.z(), b.z()));
  }

  private Placed onHost(Backend backend, FoldSelection fold, PlanOptions plan) {
    requireRoom(shape.totalBytes(), options.resources().maxMemory());
    long ring = slots() * shape.totalBytes();
    long augment =
        limits.any() ? backend.augmentBytes(shape.patch(), options.resources().threads()) : 0;
    Residency residency =
        Residency.decide(
            sources,
            uses,
            new Residency.Limits(
                options.resources().maxMemory() - ring - augment,
                patchesAtOnce(),
                reach,
                options.resources().threads()),
            () -> SourceTiles.demand(sources, fold, plan));
    SourceCache<VolumeData> cache =
        SourceCache.onHost(backend, sources, residency, options.resources().threads());
    return new Placed(
        cache,
        new HostFiller(
            new HostFiller.Processors(backend, options.resources().threads()),
            cache,
            shape,
            places),
        forecast(residency, ring, MemoryForecast.OnDevice.NONE).plus(augment));
  }

  /** Of all ranks of this process. */
  private long patchesAtOnce() {
    return (long) options.delivery().batchSize() * options.resources().localRanks();
  }

  private Placed onDevice(DeviceBackend backend) {
    HostOnly.requireNone(options, backend);
    long limit =
        options
            .resources()
            .maxDeviceMemory()
            .orElseGet(() -> backend.freeDeviceBytes() / DEVICE_SHARE);
    long launch = new LaunchMemory(shape, sources, limits, reach).of(backend);
    DeviceLayout layout =
        new DeviceLayout(shape, options.sharedBatches(), limits.any() ? launch : 0);
    long batch = layout.totalBytes(backend);
    requireRoom(Sums.sum(batch, launch), limit);
    requireRoom(shape.bytes(BatchPart.COORDINATES), options.resources().maxMemory());
    long staged = slots() * shape.bytes(BatchPart.COORDINATES);
    MemoryForecast.OnDevice taken =
        new MemoryForecast.OnDevice(0, slots() * batch, slots() * launch);
    DeviceResidency residency =
        DeviceResidency.decide(
            sources,
            uses,
            new Residency.Limits(
                options.resources().maxMemory() - staged,
                patchesAtOnce(),
                reach,
                options.resources().threads(),
                DeviceFiller.BATCHES_AT_ONCE),
            new DeviceResidency.Room(
                limit - taken.totalBytes(),
                going ->
                    going.packedBytes() > 0
                        ? backend.uploadPackedBytes(going.packedBytes())
                        : backend.uploadBytes(going.size(), going.type())));
    SourceCache<PlacedVolume> cache = SourceCache.onDevice(backend, sources, residency);
    return new Placed(
        cache,
        new DeviceFiller(backend, cache, layout, places),
        forecast(residency.staying(), staged, taken.withVolumes(residency.deviceBytes())));
  }

  private MemoryForecast forecast(
      Residency residency, long ring, MemoryForecast.OnDevice onDevice) {
    return new MemoryForecast(
        residency.residentBytes(),
        residency.transientBytes(),
        ring,
        others(residency, uses),
        onDevice);
  }

  /** Batches of all ranks of this process. */
  private long slots() {
    return ((long) options.resources().prefetch() + validationSlots)
        * options.resources().localRanks();
  }

  private void requireRoom(long slot, long limit) {
    long all = Sums.product(slot, slots());
    if (all > limit) {
      long validating = (long) validationSlots * options.resources().localRanks();
      throw new IllegalArgumentException(
          Text.format(
              "%d batches of %s bytes%s need %s bytes, the limit is %d; allow more memory, a"
                  + " smaller batch or less prefetch",
              slots(),
              Sums.text(slot),
              validating == 0 ? "" : Text.format(" (%d of them for validation)", validating),
              Sums.text(all),
              limit));
    }
  }

  private static int others(Residency residency, long[] uses) {
    int others = 0;
    for (int i = 0; i < uses.length; i++) {
      others += uses[i] == 0 || residency.resident()[i] ? 0 : 1;
    }
    return others;
  }

  BatchShape shape() {
    return shape;
  }

  SourceCache<?> cache() {
    return placed.cache();
  }

  MemoryForecast forecast() {
    return placed.forecast();
  }

  BatchFiller filler() {
    return placed.filler();
  }

  /**
   * Fresh batch memory; the caller closes it.
   *
   * @param batches where it comes from; empty: where the backend keeps batches
   */
  SlotRing ring(int slots, Optional<BufferAllocator> batches) {
    BatchFiller filler = placed.filler();
    return new SlotRing(
        batches.isEmpty() ? filler::newSlot : () -> filler.newSlotIn(batches.get()), slots);
  }

  /** Frees the sources; nothing may be filling. Batches stay as they are. */
  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(placed.cache()::stopLoading);
    failures.collect(placed.filler()::close);
    failures.collect(placed.cache()::close);
    failures.rethrow();
  }
}
