package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ViewKeeperTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final CountDownLatch gone = new CountDownLatch(1);
  private final ViewKeeper keeper =
      new ViewKeeper(
          () -> {
            freed.incrementAndGet();
            gone.countDown();
          });

  private void collectUntilFreed() throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      System.gc();
    } while (!gone.await(5, TimeUnit.MILLISECONDS) && System.nanoTime() < patience);
  }

  @Test
  void withoutViewsCloseFreesAtOnceAndOnce() {
    keeper.close();
    keeper.close();
    assertEquals(1, freed.get());
  }

  @Test
  void aViewThatIsReachableKeepsTheMemoryAndItsEndFreesIt() throws InterruptedException {
    ByteBuffer view = ByteBuffer.allocateDirect(8);
    assertSame(view, keeper.keptBy(view));
    ByteBuffer slice = view.slice();
    view = null;
    keeper.close();
    System.gc();
    assertFalse(gone.await(50, TimeUnit.MILLISECONDS));
    assertEquals(0, slice.get(0));
    slice = null;
    collectUntilFreed();
    assertEquals(1, freed.get());
  }

  @Test
  void aViewThatEndsBeforeCloseFreesNothing() throws InterruptedException {
    keeper.keptBy(ByteBuffer.allocateDirect(8));
    System.gc();
    assertFalse(gone.await(50, TimeUnit.MILLISECONDS));
    keeper.close();
    collectUntilFreed();
    assertTrue(gone.await(0, TimeUnit.SECONDS));
    assertEquals(1, freed.get());
  }

  @Test
  void closeDuringAUseFreesBehindIt() {
    keeper.during(
        () -> {
          keeper.close();
          assertEquals(0, freed.get());
        });
    assertEquals(1, freed.get());
    assertThrows(IllegalStateException.class, () -> keeper.during(freed::incrementAndGet));
    assertEquals(1, freed.get());
  }

  @Test
  void afterCloseThereAreNoNewViews() {
    keeper.close();
    ByteBuffer late = ByteBuffer.allocateDirect(8);
    assertThrows(IllegalStateException.class, () -> keeper.keptBy(late));
  }
}
