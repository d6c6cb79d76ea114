package org.ibengine.pipeline;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EpochRunTest extends OnScriptedRun {
  @Test
  void aBatchThatIsReadyFirstWaitsForTheOneBeforeIt() throws InterruptedException {
    Filler filler = new Filler(2);
    filler.waitsFor.put(1, filler.begun.get(2)); // so 2 is filled while 1 is not
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 0, 9)) {
      takeAll(run, 0, 9);
      assertEquals(List.of(0), filler.alone);
    }
  }

  private EpochRun impatient(Filler filler, SlotRing ring, int firstStep, Consumer<String> log) {
    return new EpochRun(
        filler, ring, new Steps(firstStep, 9, () -> {}), new LongWait(ring, 1, log));
  }

  @Test
  void aLoopThatHoldsEverySlotIsToldOnceWhatItHoldsAndWhatToDo() throws Exception {
    Filler filler = new Filler(1);
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    try (SlotRing ring = new SlotRing(filler::newSlot, 2);
        EpochRun run = impatient(filler, ring, 3, said::add)) {
      FilledBatch first = run.take();
      FilledBatch second = run.take();
      FutureTask<FilledBatch> third = new FutureTask<>(run::take);
      new Thread(third).start();
      String line = said.take();
      assertTrue(line.startsWith("waiting for batch 5 since"), line);
      assertTrue(line.contains("all 2 batches in memory are in use, those of steps [3, 4]"), line);
      assertTrue(line.contains("prefetch"), line);
      assertNull(said.poll(30, MILLISECONDS));
      run.release(first);
      run.release(second);
      run.release(third.get());
      assertTrue(said.isEmpty());
    }
  }

  @Test
  void aLongWaitForASlowVolumeIsNotBlamedOnTheLoop() throws Exception {
    Filler filler = new Filler(1);
    filler.waitsFor.put(1, new CountDownLatch(1));
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    try (SlotRing ring = new SlotRing(filler::newSlot, 2);
        EpochRun run = impatient(filler, ring, 0, said::add)) {
      run.take();
      FutureTask<FilledBatch> second = new FutureTask<>(run::take);
      new Thread(second).start();
      assertNull(said.poll(30, MILLISECONDS));
      filler.waitsFor.get(1).countDown();
      assertEquals(1, second.get().step());
    }
  }

  @Test
  void theFirstBatchOfAResumedEpochIsFilledByAllThreads() {
    Filler filler = new Filler(5);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 4, 9)) {
      takeAll(run, 4, 9);
      assertEquals(List.of(4), filler.alone);
    }
  }

  @Test
  void nothingIsFilledBesideTheFirstBatch() throws Exception {
    Filler filler = new Filler(2);
    CountDownLatch goOn = new CountDownLatch(1);
    filler.waitsFor.put(0, goOn);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 0, 9)) {
      filler.begun.get(0).await();
      awaitState("ib-epoch-0", Thread.State.WAITING);
      awaitState("ib-epoch-1", Thread.State.WAITING);
      assertEquals(List.of(0), requested);
      goOn.countDown();
      takeAll(run, 0, 9);
    }
  }

  @Test
  void twoSlotsOrAFillerForOneBatchMeanOneThread() {
    for (Filler filler : List.of(new Filler(8), new Filler(1))) {
      try (SlotRing ring = new SlotRing(filler::newSlot, filler.atOnce == 8 ? 2 : 4);
          EpochRun run = run(filler, ring, 0, 4)) {
        takeAll(run, 0, 4);
        assertEquals(List.of(0, 1, 2, 3), filler.alone);
      }
    }
  }

  @Test
  void aLoopThatRunsShortNeverWaitsForAProducersNextLook() {
    for (int slots : new int[] {2, 3, 4}) {
      Filler filler = new Filler(2);
      try (SlotRing ring = new SlotRing(filler::newSlot, slots, HOURS.toMillis(1))) {
        try (EpochRun left = run(filler, ring, 0, 9)) {
          left.release(left.take());
        }
        try (EpochRun run = run(filler, ring, 0, 9)) {
          FilledBatch held = run.take();
          for (int step = 1; step < 9; step++) {
            FilledBatch next = run.take();
            run.release(held);
            held = next;
          }
          run.release(held);
        }
      }
    }
  }

  @Test
  void takingTheLastFilledBatchWakesTheProducerThatASlotHasComeBackFor() {
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 2, HOURS.toMillis(1));
        EpochRun run = run(filler, ring, 0, 9)) {
      FilledBatch first = run.take();
      awaitState("ib-epoch-0", Thread.State.TIMED_WAITING); // batch 1 is filled
      run.release(first);
      FilledBatch second = run.take();
      run.release(run.take());
      run.release(second);
    }
  }

  private static void awaitState(String name, Thread.State state) {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals(name) && thread.getState() == state)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFailureComesAfterTheBatchesBeforeItAndEveryTime() {
    Filler filler = new Filler(2);
    filler.broken = 3;
    filler.waitsFor.put(2, filler.begun.get(3));
    try (SlotRing ring = new SlotRing(filler::newSlot, 3)) {
      EpochRun run = run(filler, ring, 0, 9);
      for (int step = 0; step < 3; step++) {
        run.release(run.take());
      }
      assertSame(BROKEN, assertThrows(IllegalStateException.class, run::take));
      assertSame(BROKEN, assertThrows(IllegalStateException.class, run::take));
      run.close();
      assertSame(BROKEN, assertThrows(IllegalStateException.class, run::take));
      assertEquals(0, ring.taken());
      assertEquals(0, claimed.get());
    }
  }

  @Test
  void closingGivesBackEverySlotThatIsFilledBeingFilledOrAwaited() throws InterruptedException {
    Filler filler = new Filler(2);
    filler.waitsFor.put(2, new CountDownLatch(1)); // for ever, unless interrupted
    SlotRing ring = new SlotRing(filler::newSlot, 4);
    EpochRun run = run(filler, ring, 0, 9);
    FilledBatch held = run.take();
    filler.begun.get(2).await();
    run.close();
    run.close();
    assertEquals(1, ring.taken());
    assertThrows(IllegalStateException.class, run::take);
    run.release(held);
    assertEquals(0, ring.taken());
    ring.close();
  }
}
