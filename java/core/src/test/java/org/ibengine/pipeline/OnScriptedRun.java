package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Timeout;

/** Runs whose batches are filled, wait and fail as a test says. */
@Timeout(20)
abstract class OnScriptedRun {
  static final BatchShape SHAPE = new BatchShape(1, 1, new Size3(3, 5, 7), ElementType.FLOAT32);

  static final RuntimeException BROKEN = new IllegalStateException("broken");

  /** Fills nothing; a step may have to wait for another one, or fail. */
  static final class Filler implements BatchFiller {
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

  final AtomicInteger claimed = new AtomicInteger();

  /** What it is told of is counted; before the last news are counted, {@code onClaimed} runs. */
  final class Steps implements BatchSequence {
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
      return List.of(new PatchRequest(step, 0, "case", 1, "", Index3.ZERO, none, false));
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

  final List<Integer> requested = new java.util.concurrent.CopyOnWriteArrayList<>();
  final List<List<Integer>> nearEnd = new java.util.concurrent.CopyOnWriteArrayList<>();
  boolean nearEndFails;

  EpochRun run(Filler filler, SlotRing ring, int firstStep, int steps) {
    return new EpochRun(filler, ring, new Steps(firstStep, steps, () -> {}));
  }

  static void takeAll(EpochRun run, int firstStep, int steps) {
    for (int step = firstStep; step < steps; step++) {
      FilledBatch batch = run.take();
      assertEquals(step, batch.step());
      assertEquals(step, batch.requests().get(0).ordinal());
      run.release(batch);
    }
    assertFalse(run.hasNext());
  }
}
