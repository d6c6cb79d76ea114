package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches from several threads while sources are loaded: what is taken, and that it ends. */
@Timeout(60)
class ColdCacheTest {
  private static final int BATCH = 3;
  private static final Size3 PATCH = new Size3(4, 3, 2);

  /** Nine cases of 500 to 1,300 bytes. */
  private static List<StoredSource> sources() {
    List<StoredSource> sources = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Size3 size = new Size3(10, 10, 5 + i);
      StoredVolume label =
          new StoredVolume(
              Path.of("p"),
              new FileStamp(size.voxels(), FileTime.fromMillis(0)),
              StoredVolume.Encoding.RAW,
              0,
              size,
              VoxelType.UINT8);
      sources.add(new StoredSource("case " + i, "" + i, size, List.of(), label));
    }
    return sources;
  }

  /** Counts bytes, and how often each source is loaded whole; takes its time. */
  private static final class Counting implements SourceLoader<Long> {
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicIntegerArray whole = new AtomicIntegerArray(9);

    @Override
    public LoadedSource<Long> load(StoredSource source, SourcePart part) {
      if (part.rows() == null) {
        whole.incrementAndGet(part.source());
      }
      long bytes =
          part.rows() == null
              ? source.loadedBytes()
              : source
                  .label()
                  .rowsBytes(part.rows().box().size().y(), part.rows().box().size().z());
      peak.accumulateAndGet(live.addAndGet(bytes), Math::max);
      Thread.yield();
      return new LoadedSource<>(
          part.origin(), List.of(), List.of(), bytes, null, freed -> live.addAndGet(-freed));
    }

    @Override
    public void freeShared() {}

    @Override
    public void close() {}
  }

  private static void fill(SourceCache<Long> cache, Random random) throws Exception {
    try (SourceCache<Long>.Fill batch = cache.begin()) {
      List<SourceRequest<Long>> requests = new ArrayList<>();
      try {
        for (int i = 0; i < BATCH; i++) {
          Index3 corner = new Index3(random.nextInt(7), random.nextInt(8), random.nextInt(4));
          Index3 end =
              new Index3(corner.x() + PATCH.x(), corner.y() + PATCH.y(), corner.z() + PATCH.z());
          requests.add(cache.request(batch.part(random.nextInt(9), new Box(corner, end))));
        }
        for (SourceRequest<Long> request : requests) {
          assertTrue(request.await().label() > 0);
        }
      } finally {
        requests.forEach(SourceRequest::release);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {8100, 8099, 6000, 3000})
  void noMoreIsTakenThanWasSaidAndWhatStaysIsReadOnce(long limit) throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      List<StoredSource> sources = sources();
      long[] uses = {1, 9, 2, 8, 3, 7, 4, 6, 5};
      Residency residency =
          Residency.decide(sources, uses, new Residency.Limits(limit, BATCH, PATCH, 2));
      assertTrue(residency.residentBytes() + residency.transientBytes() <= limit);
      Counting loader = new Counting();
      ColdStart start = new ColdStart(sources, residency, 0);
      try (SourceCache<Long> cache = new SourceCache<>(loader, sources, residency, 2, start)) {
        run(cache, start, residency.keepsAll() ? 3 : 2, seed);
        String told = loader.peak + " of " + residency + ", seed " + seed;
        assertTrue(
            loader.peak.get() <= residency.residentBytes() + residency.transientBytes(), told);
        for (int i = 0; i < 9; i++) {
          assertTrue(loader.whole.get(i) <= (residency.resident()[i] ? 1 : 0), told);
        }
      }
      assertEquals(0, loader.live.get());
    }
  }

  /** Each thread fills until batches wait for whole sources, and some more. */
  private static void run(SourceCache<Long> cache, ColdStart start, int threads, long seed)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> filling = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(97 * seed + thread);
        filling.add(
            pool.submit(
                () -> {
                  while (!start.isOver()) {
                    fill(cache, random);
                    cache.prefetch(random.nextInt(9));
                  }
                  for (int batch = 0; batch < 20; batch++) {
                    fill(cache, random);
                  }
                  return null;
                }));
      }
      for (int source = 0; source < 9; source++) {
        cache.prefetch(source);
      }
      for (Future<?> one : filling) {
        one.get(30, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
