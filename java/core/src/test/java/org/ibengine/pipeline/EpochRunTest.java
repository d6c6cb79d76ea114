package org.ibengine.pipeline;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EpochRunTest {
  private static final BatchShape SHAPE =
      new BatchShape(1, 1, new Size3(3, 5, 7), ElementType.FLOAT32);

  private static final RuntimeException BROKEN = new IllegalStateException("broken");

  /** Fills nothing; a step may have to wait for another one, or fail. */
  private static final class Filler implements BatchFiller {
    final Backend backend = new ReferenceBackend();
    final int atOnce;
    final Map<Integer, CountDownLatch> waitsFor = new ConcurrentHashMap<>();
    final Map<Integer, CountDownLatch> begun = new ConcurrentHashMap<>();
    final List<Integer> alone = new java.util.concurrent.CopyOnWriteArrayList<>();
    volatile int broken = -1;

    Filler(int atOnce) {
      this.atOnce = atOnce;
      for (int step = 0; step < 9; step++) {
        begun.put(step, new CountDownLatch(1));
      }
    }

    @Override
    public BatchSlot newSlot() {
      return new HostSlot(backend::allocate, SHAPE);
    }

    @Override
    public int atOnce() {
      return atOnce;
    }

    @Override
    public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
      alone.add(requests.get(0).ordinal());
      work(requests.get(0).ordinal());
    }

    @Override
    public void fillBesideOthers(List<PatchRequest> requests, BatchSlot slot, int callers)
        throws InterruptedException {
      assertEquals(Math.min(atOnce, 2), callers);
      work(requests.get(0).ordinal());
    }

    private void work(int step) throws InterruptedException {
      begun.get(step).countDown();
      if (waitsFor.containsKey(step)) {
        waitsFor.get(step).await();
      }
      if (step == broken) {
        throw BROKEN;
      }
    }
  }

  private final AtomicInteger claimed = new AtomicInteger();

  /** What it is told of is counted; before the last news are counted, {@code onClaimed} runs. */
  private final class Steps implements BatchSequence {
    private final int first;
    private final int end;
    private final Runnable onClaimed;

    Steps(int first, int end, Runnable onClaimed) {
      this.first = first;
      this.end = end;
      this.onClaimed = onClaimed;
    }

    @Override
    public int firstStep() {
      return first;
    }

    @Override
    public int steps() {
      return end;
    }

    @Override
    public List<PatchRequest> requests(int step) {
      Variation none = Variation.NONE;
      requested.add(step);
      return List.of(new PatchRequest(step, 0, "case", 1, Index3.ZERO, none, false));
    }

    @Override
    public void nearEnd() {
      nearEnd.add(List.copyOf(requested));
      if (nearEndFails) {
        throw BROKEN;
      }
    }

    @Override
    public void allClaimed() {
      claimed.incrementAndGet();
      onClaimed.run();
    }
  }

  private final List<Integer> requested = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final List<List<Integer>> nearEnd = new java.util.concurrent.CopyOnWriteArrayList<>();
  private boolean nearEndFails;

  private EpochRun run(Filler filler, SlotRing ring, int firstStep, int steps) {
    return new EpochRun(filler, ring, new Steps(firstStep, steps, () -> {}));
  }

  private static void takeAll(EpochRun run, int firstStep, int steps) {
    for (int step = firstStep; step < steps; step++) {
      FilledBatch batch = run.take();
      assertEquals(step, batch.step());
      assertEquals(step, batch.requests().get(0).ordinal());
      run.release(batch);
    }
    assertFalse(run.hasNext());
  }

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
      awaitSleepOf("ib-epoch-0"); // batch 1 is filled
      run.release(first);
      FilledBatch second = run.take();
      run.release(run.take());
      run.release(second);
    }
  }

  private static void awaitSleepOf(String name) {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> isAsleep(thread, name))) {
      Thread.onSpinWait();
    }
  }

  private static boolean isAsleep(Thread thread, String name) {
    return thread.getName().equals(name) && thread.getState() == Thread.State.TIMED_WAITING;
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
  void allClaimedIsSaidOnceWhileTheLastBatchesAreFilled() throws InterruptedException {
    Filler filler = new Filler(2);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch said = new CountDownLatch(1);
    filler.waitsFor.put(3, goOn);
    try (SlotRing ring = new SlotRing(filler::newSlot, 5);
        EpochRun run = new EpochRun(filler, ring, new Steps(0, 4, said::countDown))) {
      said.await();
      goOn.countDown();
      takeAll(run, 0, 4);
    }
    assertEquals(1, claimed.get());
  }

  @Test
  void theEndIsNearOnceWhenTheBatchesLeftFitIntoTheRing() {
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 2, 9)) {
      takeAll(run, 2, 9);
    }
    assertEquals(List.of(List.of(2, 3, 4, 5)), nearEnd);
  }

  @Test
  void theEndOfAnEpochThatIsShorterThanTheRingIsNearAtItsFirstBatch() {
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 4);
        EpochRun run = run(filler, ring, 7, 9)) {
      takeAll(run, 7, 9);
    }
    assertEquals(List.of(List.of()), nearEnd);
  }

  @Test
  void aPlanThatCannotBeMadeFailsTheRunButLosesNoBatchOfIt() {
    nearEndFails = true;
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 0, 9)) {
      takeAll(run, 0, 9);
      assertFalse(run.hasNext());
    }
  }

  @Test
  void anEpochWithoutBatchesIsClaimedAtOnce() {
    Filler filler = new Filler(2);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3)) {
      run(filler, ring, 4, 4).close();
      assertEquals(0, ring.taken());
    }
    assertTrue(filler.alone.isEmpty());
    assertTrue(nearEnd.isEmpty());
    assertEquals(1, claimed.get());
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
