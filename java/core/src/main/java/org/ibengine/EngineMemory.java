package org.ibengine;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.pipeline.BatchFiller;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.HostFiller;
import org.ibengine.pipeline.Residency;
import org.ibengine.pipeline.SlotRing;
import org.ibengine.pipeline.SourceCache;
import org.ibengine.plan.PatchPool;
import org.ibengine.store.StoredSource;

/** Decides what stays in memory within the options' limit, and holds it. */
final class EngineMemory implements AutoCloseable {
  /** One batch in use, one being filled: validation has no step to hide behind. */
  static final int VALIDATION_SLOTS = 2;

  private final BatchShape shape;
  private final SourceCache cache;
  private final BatchFiller filler;
  private final MemoryForecast forecast;

  EngineMemory(Backend backend, OpenedDataset dataset, EngineOptions options, FoldSelection fold) {
    shape =
        new BatchShape(
            options.batchSize(), dataset.modalities().size(), dataset.patchSize(), options.type());
    List<StoredSource> sources = dataset.sources();
    long[] uses = new long[sources.size()];
    addUses(uses, fold.trainingPool(), options, options.repeats());
    addUses(uses, fold.validationPool(), options, 1);
    long ring = ringBytes(options);
    Residency residency =
        Residency.decide(
            sources,
            uses,
            new Residency.Limits(
                options.maxMemory() - ring,
                options.batchSize(),
                dataset.patchSize(),
                options.threads()));
    forecast =
        new MemoryForecast(
            residency.residentBytes(), residency.transientBytes(), ring, others(residency, uses));
    cache = new SourceCache(backend, sources, residency, options.threads());
    filler = new HostFiller(backend, cache, shape, options.threads());
  }

  private long ringBytes(EngineOptions options) {
    long slot = Math.addExact(shape.imageBytes(), shape.labelBytes());
    int slots = options.prefetch() + VALIDATION_SLOTS;
    long ring = Math.multiplyExact(slot, (long) slots);
    if (ring > options.maxMemory()) {
      throw new IllegalArgumentException(
          "%d batches of %d bytes (%d of them for validation) need %d bytes, the limit is %d; allow more memory, a smaller batch or less prefetch"
              .formatted(slots, slot, VALIDATION_SLOTS, ring, options.maxMemory()));
    }
    return ring;
  }

  private static int others(Residency residency, long[] uses) {
    int others = 0;
    for (int i = 0; i < uses.length; i++) {
      others += uses[i] == 0 || residency.resident()[i] ? 0 : 1;
    }
    return others;
  }

  /** Patches an epoch takes from each source, at least 1 where it has a site at all. */
  private static void addUses(long[] uses, PatchPool pool, EngineOptions options, int repeats) {
    double[] exposure = options.balance().exposure(pool.positives(), repeats);
    for (int i = 0; i < exposure.length; i++) {
      uses[pool.positives().get(i).source()] += Math.max(1, Math.round(exposure[i]));
    }
    if (options.negativesPerPositive() == 0) {
      return;
    }
    double each =
        options.negativesPerPositive() * repeats * exposure.length / pool.negatives().size();
    double[] perSource = new double[uses.length];
    pool.negatives().forEach(site -> perSource[site.source()] += each);
    for (int i = 0; i < uses.length; i++) {
      uses[i] += perSource[i] == 0 ? 0 : Math.max(1, Math.round(perSource[i]));
    }
  }

  BatchShape shape() {
    return shape;
  }

  SourceCache cache() {
    return cache;
  }

  MemoryForecast forecast() {
    return forecast;
  }

  /** What an epoch on that ring runs on. */
  EpochRun.Parts pipeline(SlotRing ring) {
    return new EpochRun.Parts(filler, ring);
  }

  /** Fresh batch memory; the caller closes it. */
  SlotRing ring(int slots) {
    return new SlotRing(filler::newSlot, slots);
  }

  @Override
  public void close() {
    cache.close();
  }
}
