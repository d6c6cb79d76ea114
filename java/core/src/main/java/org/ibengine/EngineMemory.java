package org.ibengine;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.Residency;
import org.ibengine.pipeline.SourceCache;
import org.ibengine.plan.PatchPool;
import org.ibengine.store.StoredSource;

/** Decides what stays in memory within the options' limit, and holds it. */
final class EngineMemory implements AutoCloseable {
  private final BatchShape shape;
  private final SourceCache cache;
  private final MemoryForecast forecast;

  EngineMemory(
      Backend backend, OpenedDataset dataset, EngineOptions options, PatchPool trainingPool) {
    shape =
        new BatchShape(
            options.batchSize(), dataset.modalities().size(), dataset.patchSize(), options.type());
    long ring = (shape.imageBytes() + shape.labelBytes()) * options.prefetch();
    if (ring > options.maxMemory()) {
      throw new IllegalArgumentException(
          "%d batches of %d bytes need %d bytes, the limit is %d; allow more memory, a smaller batch or less prefetch"
              .formatted(
                  options.prefetch(),
                  shape.imageBytes() + shape.labelBytes(),
                  ring,
                  options.maxMemory()));
    }
    List<StoredSource> sources = dataset.sources();
    long[] uses = uses(sources.size(), trainingPool, options);
    Residency residency =
        Residency.decide(sources, uses, options.maxMemory() - ring, options.batchSize());
    int others = 0;
    for (int i = 0; i < uses.length; i++) {
      others += residency.resident()[i] ? 0 : 1;
    }
    forecast =
        new MemoryForecast(residency.residentBytes(), residency.transientBytes(), ring, others);
    cache = new SourceCache(backend, sources, residency, options.threads());
  }

  /** Patches an epoch takes from each source, at least 1 where it has a site at all. */
  private static long[] uses(int sources, PatchPool pool, EngineOptions options) {
    long[] uses = new long[sources];
    double[] exposure = options.balance().exposure(pool.positives(), options.repeats());
    for (int i = 0; i < exposure.length; i++) {
      uses[pool.positives().get(i).source()] += Math.max(1, Math.round(exposure[i]));
    }
    double negatives = options.negativesPerPositive() * options.repeats() * exposure.length;
    double[] perSource = new double[sources];
    pool.negatives()
        .forEach(site -> perSource[site.source()] += negatives / pool.negatives().size());
    for (int i = 0; i < sources; i++) {
      uses[i] += perSource[i] == 0 ? 0 : Math.max(1, Math.round(perSource[i]));
    }
    return uses;
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

  @Override
  public void close() {
    cache.close();
  }
}
