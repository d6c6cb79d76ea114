package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing and interrupting at any time, from any thread, loses no memory and stops nobody else. */
public interface EngineClosingContract extends EngineSource {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  default void anEpochClosedAfterAnyStepGivesAllSlotsBack(int steps) {
    try (IbEngine engine = volumes(options().batchSize(2).prefetch(2))) {
      Epoch epoch = engine.epoch(1);
      for (int step = 0; step < steps; step++) {
        epoch.next();
      }
      epoch.close();
      epoch.close();
      assertTrue(epoch.hasNext());
      assertThrows(IllegalStateException.class, epoch::next);
      if (steps < 4) {
        assertEquals(0, engine.slotsTaken());
      }
      assertEquals(
          Delivered.epoch(volumes(options().batchSize(2)), 1, 0), Delivered.rest(engine.epoch(1)));
    }
  }

  @Test
  default void aClosedBatchRefusesItsTensors() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      Batch first = epoch.next();
      Tensor image = first.image();
      Batch second = epoch.next();
      assertThrows(IllegalStateException.class, first::image);
      assertThrows(IllegalStateException.class, first::label);
      assertThrows(IllegalStateException.class, () -> image.bytes(0, 4));
      assertThrows(IllegalStateException.class, () -> Delivered.bytes(image, 0, 4));
      first.close();
      second.close();
      second.close();
      assertThrows(IllegalStateException.class, second::image);
      assertFalse(second.items().isEmpty());
      epoch.next();
    }
  }

  @Test
  default void aKeptBatchOutlivesTheNextOneTheEpochAndTheEngine() {
    Batch kept;
    List<Delivered> before;
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      kept = epoch.next().keep();
      kept.ready().await();
      before = Delivered.of(kept);
      Batch second = epoch.next();
      assertNotEquals(before.get(0).item(), Delivered.of(second).get(0).item());
      assertEquals(before, Delivered.of(kept));
    }
    assertEquals(before, Delivered.of(kept));
    kept.close();
    assertThrows(IllegalStateException.class, kept::image);
    assertThrows(IllegalStateException.class, kept::keep);
    assertThrows(IllegalStateException.class, kept::ready);
  }

  @Test
  default void anEpochEndsWithNoSuchElement() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      epoch.forEach(Batch::close);
      assertFalse(epoch.hasNext());
      assertThrows(NoSuchElementException.class, epoch::next);
    }
  }

  @Test
  default void oneTrainingEpochIsOpenAtATimeAndAValidationBesideIt() {
    try (IbEngine engine = volumes(options());
        Epoch training = engine.epoch(1)) {
      training.next();
      assertThrows(IllegalStateException.class, () -> engine.epoch(2));
      try (Epoch validation = engine.validation()) {
        assertThrows(IllegalStateException.class, engine::validation);
        validation.forEach(Batch::close);
      }
      training.forEach(Batch::close);
    }
  }

  @Test
  default void closingAnOldEpochAgainLeavesTheOpenOneAlone() {
    try (IbEngine engine = volumes(options())) {
      Epoch old = engine.epoch(1);
      old.close();
      try (Epoch open = engine.epoch(2)) {
        old.close();
        assertThrows(IllegalStateException.class, () -> engine.epoch(3));
        open.forEach(Batch::close);
      }
    }
  }

  @Test
  default void aClosedEngineClosedItsEpochsAndOpensNoMore() {
    IbEngine engine = volumes(options());
    Epoch epoch = engine.epoch(1);
    Batch batch = epoch.next();
    engine.close();
    engine.close();
    assertThrows(IllegalStateException.class, batch::image);
    assertThrows(IllegalStateException.class, epoch::next);
    assertThrows(IllegalStateException.class, () -> engine.epoch(2));
    assertThrows(IllegalStateException.class, engine::validation);
    epoch.close();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  default void aBatchInTheHandsOfAnotherThreadOutlivesTheEngine() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      IbEngine engine = volumes(options());
      Epoch epoch = engine.epoch(1);
      Batch batch = other.submit(epoch::next).get();
      long before = Delivered.of(batch).get(0).image();
      engine.close();
      assertEquals(before, other.submit(() -> Delivered.of(batch).get(0).image()).get());
      assertEquals(1, engine.slotsTaken());
      other.submit(epoch::close).get();
      assertEquals(0, engine.slotsTaken());
      assertThrows(IllegalStateException.class, batch::image);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  default void aBatchWhoseThreadHasEndedIsTakenBack() throws Exception {
    IbEngine engine = volumes(options());
    Epoch epoch = engine.epoch(1);
    Thread gone = new Thread(epoch::next);
    gone.start();
    gone.join();
    engine.close();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  default void anInterruptedReaderIsToldAndMayGoOn() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      int steps = 0;
      int interrupts = 0;
      while (epoch.hasNext()) {
        Thread.currentThread().interrupt();
        try {
          assertEquals(steps, epoch.next().step());
          steps++;
        } catch (IllegalStateException e) {
          interrupts++;
        }
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertTrue(interrupts < 1_000_000, "goes on once the batch is there");
      }
      assertEquals(epoch.steps(), steps);
    }
  }

  @Test
  default void closingWakesAReaderThatWaits() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (IbEngine engine = volumes(options().prefetch(2))) {
      Epoch epoch = engine.epoch(1);
      CountDownLatch started = new CountDownLatch(1);
      Future<Throwable> reader =
          other.submit(
              () -> {
                started.countDown();
                return assertThrows(
                    IllegalStateException.class,
                    () -> {
                      while (true) {
                        epoch.next();
                        Thread.sleep(20);
                      }
                    });
              });
      started.await();
      epoch.close();
      assertSame(IllegalStateException.class, reader.get().getClass());
      other.submit(epoch::close).get();
      assertEquals(0, engine.slotsTaken());
    } finally {
      other.shutdownNow();
    }
  }
}
