package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five sources of 100 bytes that stay; rows of the first batches take up to 150. */
@Timeout(60)
class ColdStartTest {
  private static final Size3 SIZE = new Size3(10, 2, 5);

  private static List<StoredSource> sources() {
    StoredVolume label =
        new StoredVolume(
            Path.of("p"),
            new FileStamp(100, FileTime.fromMillis(0)),
            StoredVolume.Encoding.RAW,
            0,
            SIZE,
            VoxelType.UINT8);
    return IntStream.range(0, 5)
        .mapToObj(i -> new StoredSource("case " + i, "" + i, SIZE, List.of(), label))
        .toList();
  }

  private static ColdStart start(long bytes) {
    return start(bytes, 500);
  }

  private static ColdStart start(long bytes, long least) {
    boolean[] all = {true, true, true, true, true};
    return new ColdStart(
        sources(), new Residency(all, 500, 0, true, new BitSet[5], 0, bytes), least);
  }

  @Test
  void nothingIsReadAheadOfTheFirstBatchAndTheLastComeWhenNoBatchNeedsRows() throws Exception {
    ColdStart start = start(150);
    for (int source : new int[] {3, 0, 4, 1}) {
      assertFalse(start.admits(source));
    }
    assertTrue(start.enter());
    assertEquals(List.of(), start.turn());
    start.leave();
    assertEquals(List.of(0, 1), start.turn()); // 3 and 4 lend their memory
    assertTrue(start.admits(2));
    assertTrue(start.enter());
    for (int i = 0; i < 3; i++) {
      start.loaded();
      assertEquals(List.of(), start.turn());
    }
    assertFalse(start.isOver(), "a batch is being filled");
    start.leave();
    assertEquals(List.of(3, 4), start.turn());
    assertTrue(start.isOver());
    assertFalse(start.enter());
    assertTrue(start.admits(3));
    assertEquals(List.of(), start.turn());
  }

  @Test
  void aThirdBatchWaits() throws Exception {
    ColdStart start = start(150);
    assertTrue(start.enter());
    assertTrue(start.enter());
    Thread third = entering(start);
    start.leave();
    assertTrue(start.admits(0));
    assertEquals(List.of(), start.turn()); // wakes it
    third.join();
    assertFalse(start.isOver());
  }

  @Test
  void batchesOneAfterTheOtherDoNotPutOffTheSourcesThatComeLast() throws Exception {
    ColdStart start = start(150);
    assertFalse(start.admits(4));
    assertTrue(start.enter());
    assertTrue(start.enter());
    start.leave();
    assertEquals(List.of(), start.turn(), "a batch is being filled");
    Thread next = entering(start);
    assertFalse(start.isOver());
    start.leave();
    assertEquals(List.of(4), start.turn());
    next.join();
    assertTrue(start.isOver());
  }

  @Test
  void whoeverWaitsIsWokenAtTheEnd() throws Exception {
    ColdStart start = start(150);
    assertTrue(start.enter());
    assertTrue(start.enter());
    Thread third = entering(start);
    start.end();
    third.join();
    assertFalse(start.enter());
  }

  /** A thread that waits to fill a batch. */
  private static Thread entering(ColdStart start) {
    Thread thread =
        new Thread(
            () -> {
              try {
                start.enter();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void whereRowsWouldNotFitBatchesWaitForWholeSources() throws Exception {
    for (long bytes : new long[] {0, 501}) {
      ColdStart start = start(bytes);
      assertTrue(start.isOver());
      assertTrue(start.admits(0));
      assertFalse(start.enter());
    }
    assertFalse(start(500).isOver());
    assertTrue(start(500, 501).isOver(), "what is little is read at once");
  }
}
