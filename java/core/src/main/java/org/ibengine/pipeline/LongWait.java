package org.ibengine.pipeline;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ibengine.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once why a consumer has waited long: it holds every batch slot itself, so that none can be
 * filled. For one thread at a time.
 */
final class LongWait {
  /** Longer than reading a volume takes. */
  private static final long USUAL_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(LongWait.class);

  private final SlotRing ring;
  private final long millis;
  private final Consumer<String> log;
  private boolean said;

  LongWait(SlotRing ring) {
    this(ring, USUAL_MILLIS, LOG::warn);
  }

  LongWait(SlotRing ring, long millis, Consumer<String> log) {
    this.ring = ring;
    this.millis = millis;
    this.log = log;
  }

  /**
   * As {@link Object#wait()} of {@code monitor}, which the caller owns.
   *
   * @param since when the waiting for this batch began, as {@link System#nanoTime}
   */
  void await(Object monitor, int step, long since) throws InterruptedException {
    if (said) {
      monitor.wait();
      return;
    }
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    monitor.wait(millis - waited % millis); // never 0, which would be for ever
    if (System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(millis)) {
      sayIfAllAreLent(step);
    }
  }

  private void sayIfAllAreLent(int step) {
    List<Integer> lent = ring.lentSteps();
    if (lent.size() == ring.slots()) {
      said = true;
      log.accept(
          Text.format(
              "waiting for batch %d since %.0f s: all %d batches in memory are in use, those of steps %s: they were kept (Batch.keep), or other libraries hold their tensors. Release them, or raise prefetch (EngineOptions.prefetch, --prefetch) above the number of batches held at once",
              step, millis / 1e3, lent.size(), lent));
    }
  }
}
