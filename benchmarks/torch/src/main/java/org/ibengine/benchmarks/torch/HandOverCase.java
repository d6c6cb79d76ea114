package org.ibengine.benchmarks.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;

/**
 * One combination that is measured.
 *
 * @param edge of the cubic patches, two of them a batch
 */
record HandOverCase(HandOver.Way way, int edge, Situation situation) {
  private static final int SLOTS = 8;

  /** Of a full ring; the first follows the wait for it and is not counted. */
  private static final int IN_A_ROW = 7;

  private static final long FILLING_NANOS = 20_000_000;

  /** In measuring, before anything counts. */
  private static final int UNCOUNTED = 14;

  /** What the calling thread did before it asked for the batch. */
  enum Situation {
    IN_A_ROW("back to back"),
    BUSY_STEP("after a busy step"),
    SLEEPING_STEP("after a sleeping step");

    private final String text;

    Situation(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @param samples of batches that were filled when they were asked for
   * @param notReady batches that were not; they would measure filling
   */
  record Measured(long batchBytes, List<HandOver> samples, int notReady) {}

  /** Takes {@code count} batches, whatever they cost. */
  void takeAll(Path folder, int count) {
    try (IbEngine engine = IbEngine.open(folder, options())) {
      int done = 0;
      for (int number = 0; done < count; number++) {
        try (Epoch epoch = engine.epoch(1, number)) {
          for (; done < count && epoch.hasNext(); done++) {
            way.of(epoch);
          }
        }
      }
    }
  }

  /**
   * @param samples to count
   * @param stepNanos length of a step
   */
  Measured measure(Path folder, int samples, long stepNanos) {
    try (IbEngine engine = IbEngine.open(folder, options())) {
      Run run = new Run(engine, stepNanos);
      for (int number = 0; run.samples.size() < samples; number++) {
        try (Epoch epoch = engine.epoch(1, number)) {
          run.through(epoch, samples);
        }
      }
      long bytes = 2L * edge * edge * edge * (4L * engine.modalities().size() + 1);
      return new Measured(bytes, run.samples, run.notReady);
    }
  }

  private EngineOptions options() {
    return EngineOptions.defaults()
        .backend("cpu")
        .patchSize(edge, edge, edge)
        .batchSize(2)
        .negativesPerPositive(0)
        .prefetch(SLOTS)
        .repeats(10);
  }

  private final class Run {
    private final IbEngine engine;
    private final long stepNanos;
    private final BusyStep busy = new BusyStep();
    private final List<HandOver> samples = new ArrayList<>();
    private int notReady;
    private int done;

    Run(IbEngine engine, long stepNanos) {
      this.engine = engine;
      this.stepNanos = stepNanos;
    }

    void through(Epoch epoch, int wanted) {
      long waited = 0;
      while (samples.size() < wanted && epoch.hasNext()) {
        boolean counts = before();
        HandOver handOver = way.of(epoch);
        // Asked for afterwards alone: it touches what the next call would find cold.
        long before = waited;
        waited = epoch.waitedNanos();
        count(handOver, waited - before, counts);
      }
    }

    private void count(HandOver handOver, long waitedNanos, boolean counts) {
      if (done++ < UNCOUNTED || !counts) {
        return;
      }
      // A batch that is there is found in well under half of any hand-over.
      if (waitedNanos > handOver.take() / 2 && waitedNanos > 2_000) {
        notReady++;
      } else {
        samples.add(handOver);
      }
    }

    /** Whether what comes next is of this situation. */
    private boolean before() {
      switch (situation) {
        case BUSY_STEP -> busy.run(stepNanos);
        case SLEEPING_STEP -> sleep(stepNanos);
        default -> {
          if (done % IN_A_ROW == 0) {
            waitUntilFilled();
            return false;
          }
        }
      }
      return true;
    }

    /** Awake, so that what follows does not follow a sleep. */
    private void waitUntilFilled() {
      int taken = -1;
      while (engine.slotsTaken() > taken) { // filling goes on
        taken = engine.slotsTaken();
        busy.run(FILLING_NANOS);
      }
    }

    private void sleep(long nanos) {
      long until = System.nanoTime() + nanos;
      for (long left = nanos; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
