package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceCacheTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private static final StoredVolume LABEL =
      new StoredVolume(
          Path.of("p"),
          new FileStamp(105, FileTime.fromMillis(0)),
          StoredVolume.Encoding.RAW,
          0,
          SIZE,
          VoxelType.UINT8);
  private static final StoredSource SOURCE =
      new StoredSource("case p", "p", SIZE, List.of(), LABEL);
  private static final SourcePart WHOLE = new SourcePart(0, null);

  /** Reads nothing; fails as often as it is told, the first time only after {@code goOn}. */
  private static final class FailingLoader implements SourceLoader<String> {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final int failures;

    FailingLoader(int failures) {
      this.failures = failures;
    }

    @Override
    public LoadedSource<String> load(StoredSource source, SourcePart part) {
      int number = reads.incrementAndGet();
      reading.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (number <= failures) {
        throw new IllegalStateException("read " + number);
      }
      return new LoadedSource<>(Index3.ZERO, List.of(), List.of(), "label", null, volume -> {});
    }

    @Override
    public void freeShared() {}

    @Override
    public void close() {}
  }

  private static SourceCache<String> keeping(SourceLoader<String> loader) {
    return new SourceCache<>(
        loader, List.of(SOURCE), new Residency(new boolean[] {true}, 105, 0, true), 1);
  }

  @Test
  void aFailureOfAReadThatHadBegunBeforeIsNotThatOfWhoeverAsksLater() throws Exception {
    FailingLoader loader = new FailingLoader(1);
    try (SourceCache<String> cache = keeping(loader)) {
      cache.prefetch(0);
      loader.reading.await(); // sees a file that is missing, say, and that is back now
      SourceRequest<String> later = cache.request(WHOLE);
      loader.goOn.countDown();
      assertEquals("label", later.await().label());
      assertEquals(2, loader.reads.get());
    }
  }

  @Test
  void aSourceThatFailsAgainFailsForGoodAndIsReadForTheNextWhoAsks() throws Exception {
    FailingLoader loader = new FailingLoader(3);
    try (SourceCache<String> cache = keeping(loader)) {
      cache.prefetch(0);
      loader.reading.await();
      SourceRequest<String> later = cache.request(WHOLE);
      loader.goOn.countDown();
      assertEquals("read 2", assertThrows(IllegalStateException.class, later::await).getMessage());
      SourceRequest<String> fresh = cache.request(WHOLE);
      assertEquals("read 3", assertThrows(IllegalStateException.class, fresh::await).getMessage());
      assertEquals("label", cache.request(WHOLE).await().label());
    }
  }

  @Test
  void aSourceThatStaysIsReadOnce() throws Exception {
    FailingLoader loader = new FailingLoader(0);
    loader.goOn.countDown();
    try (SourceCache<String> cache = keeping(loader)) {
      assertSame(cache.request(WHOLE).await(), cache.request(WHOLE).await());
      assertEquals(1, loader.reads.get());
    }
  }
}
