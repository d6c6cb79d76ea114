package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.junit.jupiter.api.Test;

/** An epoch is read by one thread at a time, whichever that is. */
public interface EngineReaderContract extends EngineSource {
  @Test
  default void aThreadThatAsksWhileAnotherIsWaitingIsRefusedAndTheOtherGoesOn() throws Exception {
    try (IbEngine engine = volumes(options().batchSize(1).repeats(3).prefetch(2));
        Epoch epoch = engine.epoch(1)) {
      Batch first = epoch.next().keep();
      Batch second = epoch.next().keep();
      FutureTask<Batch> third = new FutureTask<>(epoch::next);
      Thread waiting = new Thread(third, "the other reader");
      waiting.start();
      while (waiting.getState() != Thread.State.TIMED_WAITING) { // for a slot, both are taken
        Thread.onSpinWait();
      }
      String refused = assertThrows(IllegalStateException.class, epoch::next).getMessage();
      assertTrue(refused.contains("one thread at a time"), refused);
      assertTrue(refused.contains("while the other reader did"), refused);
      assertTrue(refused.contains("IbEngine.forRank"), refused);
      first.close();
      Batch last = third.get();
      assertEquals(2, last.step());
      last.close(); // its thread may live on, and a batch of a thread that lives stays that
      // thread's
      second.close();
    }
  }

  @Test
  default void twoThreadsThatReadOneEpochComeToAnEndAndLoseNoSlot() throws Exception {
    try (IbEngine engine = volumes(options().batchSize(1).repeats(3).prefetch(2))) {
      for (int round = 0; round < 20; round++) {
        Epoch epoch = engine.epoch(round);
        List<FutureTask<Integer>> both = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int reader = 0; reader < 2; reader++) {
          both.add(new FutureTask<>(() -> read(epoch)));
          readers.add(new Thread(both.get(reader), "reader " + reader));
        }
        readers.forEach(Thread::start);
        for (int reader = 0; reader < 2; reader++) {
          awaitEnd(both.get(reader));
          readers.get(reader).join(); // a batch of a thread that lives stays that thread's
        }
        epoch.close();
      }
    }
  }

  private static int read(Epoch epoch) {
    int patches = 0;
    for (Batch batch : epoch) {
      patches += batch.items().size();
    }
    return patches;
  }

  /** Whether it read everything or was refused. */
  private static void awaitEnd(Future<Integer> reader) throws Exception {
    try {
      reader.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      assertTrue(e.getCause() instanceof RuntimeException, e.toString());
    }
  }

  @Test
  default void oneThreadMayGoOnWhereAnotherStopped() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (IbEngine engine = volumes(options().batchSize(2));
        Epoch epoch = engine.epoch(1)) {
      int step = 0;
      while (epoch.hasNext()) {
        Batch batch = step % 2 == 0 ? epoch.next() : other.submit(epoch::next).get();
        assertEquals(step, batch.step());
        batch.close();
        step++;
      }
      assertEquals(epoch.steps(), step);
    } finally {
      other.shutdownNow();
    }
  }
}
