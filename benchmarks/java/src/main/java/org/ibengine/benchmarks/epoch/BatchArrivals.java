package org.ibengine.benchmarks.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.benchmarks.measure.CpuTime;
import org.ibengine.cli.measure.EpochTiming;
import org.ibengine.cli.text.Spread;

/**
 * When the batches of two consecutive epochs and the first of a third came. Rates are of the second
 * epoch, from its first batch to the third's: an epoch in steady state, its boundary included.
 *
 * @param cpuNanos processor time at each epoch's first batch
 * @param nextEpoch whose batches are made ahead now
 */
public record BatchArrivals(
    List<long[]> nanos,
    List<Long> cpuNanos,
    List<Double> waitsMs,
    int patchesPerBatch,
    long batchBytes,
    int nextEpoch) {

  /** Of which every batch is taken; the first of one more comes after them. */
  public static final int EPOCHS = 2;

  /** Takes the batches, with a simulated step after each. */
  public static BatchArrivals record(IbEngine engine, long seed, int firstEpoch, double stepMs) {
    List<long[]> nanos = new ArrayList<>();
    List<Long> cpu = new ArrayList<>();
    List<Double> waits = new ArrayList<>();
    int patches = 0;
    long bytes = 0;
    for (int number = firstEpoch; number <= firstEpoch + EPOCHS; number++) {
      try (Epoch epoch = engine.epoch(seed, number)) {
        long[] arrived = new long[number == firstEpoch + EPOCHS ? 1 : epoch.steps()];
        for (int step = 0; step < arrived.length; step++) {
          long asked = System.nanoTime();
          Batch batch = epoch.next();
          batch.ready().await();
          arrived[step] = System.nanoTime();
          waits.add(EpochTiming.ms(arrived[step] - asked));
          if (step == 0) {
            cpu.add(CpuTime.nanos());
          }
          patches = batch.items().size();
          bytes = batch.image().sizeBytes() + batch.label().sizeBytes();
          pause(arrived[step] + (long) (stepMs * 1e6));
        }
        nanos.add(arrived);
      }
    }
    return new BatchArrivals(nanos, cpu, waits, patches, bytes, firstEpoch + EPOCHS + 1);
  }

  private static void pause(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  int steps() {
    return nanos.get(EPOCHS - 1).length;
  }

  private double epochSeconds() {
    return (nanos.get(EPOCHS)[0] - nanos.get(EPOCHS - 1)[0]) * 1e-9;
  }

  public double patchesPerSecond() {
    return (double) steps() * patchesPerBatch / epochSeconds();
  }

  double gigabytesPerSecond() {
    return steps() * batchBytes * 1e-9 / epochSeconds();
  }

  /** The part of that time which the loop spent waiting for batches, in [0, 1]. */
  public double waitingShare() {
    int first = nanos.get(0).length + 1; // after the first batch of the second epoch
    double waited =
        waitsMs.subList(first, first + steps()).stream().mapToDouble(Double::doubleValue).sum();
    return waited * 1e-3 / epochSeconds();
  }

  /** Processor seconds of all threads for each gigabyte. */
  double cpuPerGigabyte() {
    return (cpuNanos.get(EPOCHS) - cpuNanos.get(EPOCHS - 1)) / ((double) steps() * batchBytes);
  }

  /** Steps and gaps of all of them together. */
  static EpochBench.Boundary boundary(List<BatchArrivals> all) {
    List<Double> steps = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    List<Double> gaps = new ArrayList<>();
    for (BatchArrivals item : all) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        long[] arrived = item.nanos().get(epoch);
        for (int i = 1; i < arrived.length; i++) {
          steps.add(EpochTiming.ms(arrived[i] - arrived[i - 1]));
        }
        int last = arrived.length - 1;
        if (last > 0) {
          means.add(EpochTiming.ms(arrived[last] - arrived[0]) / last);
        }
        gaps.add(EpochTiming.ms(item.nanos().get(epoch + 1)[0] - arrived[last]));
      }
    }
    return new EpochBench.Boundary(Spread.of(steps), Spread.of(means), Spread.of(gaps));
  }
}
