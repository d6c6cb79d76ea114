package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a run says of its end, so that the next epoch can be begun. */
class EpochRunEndTest extends OnScriptedRun {
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
  void theEndIsNearOnceWhenTheBatchesLeftFitIntoTwoRings() {
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 3);
        EpochRun run = run(filler, ring, 2, 9)) {
      takeAll(run, 2, 9);
    }
    assertEquals(List.of(List.of(2, 3)), nearEnd);
  }

  @Test
  void theEndOfAnEpochThatIsShorterThanTheRingIsNearAfterItsFirstBatch() {
    Filler filler = new Filler(1);
    try (SlotRing ring = new SlotRing(filler::newSlot, 4);
        EpochRun run = run(filler, ring, 7, 9)) {
      takeAll(run, 7, 9);
    }
    assertEquals(List.of(List.of(7)), nearEnd);
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
}
