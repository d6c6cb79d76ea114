package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class SourceLoadTest {
  private final HostBuffer memory = new ReferenceBackend().allocate(1);
  private final LoadedSource<Volume> source =
      new LoadedSource<>(
          Index3.ZERO,
          List.of(),
          List.of(),
          new Volume(new Size3(1, 1, 1), VoxelType.UINT8, memory),
          volume -> volume.data().close());

  @Test
  void aSourceIsReadOnceHoweverOftenItsTurnComes() throws InterruptedException {
    AtomicInteger reads = new AtomicInteger();
    SourceLoad<Volume> load =
        new SourceLoad<>(
            () -> {
              reads.incrementAndGet();
              return source;
            });
    assertFalse(load.hasBegun());
    load.run();
    load.run();
    assertSame(source, load.await());
    assertEquals(1, reads.get());
  }

  @Test
  void whatTheReaderThrowsReachesWhoeverWaits() {
    IllegalStateException failure = new IllegalStateException("no");
    SourceLoad<Volume> load =
        new SourceLoad<>(
            () -> {
              throw failure;
            });
    load.run();
    assertTrue(load.hasFailed());
    assertSame(failure, assertThrows(IllegalStateException.class, load::await));
    load.discard();
  }

  @Test
  void discardedBeforeItsTurnASourceIsNeverRead() {
    SourceLoad<Volume> load =
        new SourceLoad<>(
            () -> {
              throw new AssertionError("read");
            });
    load.discard();
    load.run();
    assertFalse(load.hasFailed());
  }

  @Test
  void discardedWhileItIsReadASourceIsFreedOnceItIsThere() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    SourceLoad<Volume> load =
        new SourceLoad<>(
            () -> {
              reading.countDown();
              awaitUninterrupted(goOn);
              return source;
            });
    new Thread(load::run).start();
    reading.await();
    Thread discarding = new Thread(load::discard);
    discarding.start();
    memory.view(0, 1);
    goOn.countDown();
    discarding.join();
    assertThrows(IllegalStateException.class, () -> memory.view(0, 1));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
