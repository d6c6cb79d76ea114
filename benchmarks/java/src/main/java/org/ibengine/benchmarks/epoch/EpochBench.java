package org.ibengine.benchmarks.epoch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.cli.measure.BatchDigest;
import org.ibengine.cli.measure.EpochMemory;
import org.ibengine.cli.measure.EpochTiming;
import org.ibengine.cli.measure.ProcessMemory;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.cli.text.Spread;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.text.Text;

/** Measures the epochs of one dataset. Times in milliseconds, rates in GB/s of bytes delivered. */
public final class EpochBench {
  /**
   * @param stepMs length of a simulated training step
   * @param check batches to compare with the reference backend
   */
  public record Effort(int runs, double stepMs, int check) {}

  /**
   * The first epoch of this process, with nothing else in memory.
   *
   * @param firstBatchMs from before the dataset was opened to having the first batch
   * @param before bytes of this process before that
   */
  public record FirstEpoch(
      String backend,
      double openMs,
      double firstBatchMs,
      OptionalLong before,
      EpochMemory memory,
      List<String> digests,
      CaseRoles roles) {}

  /**
   * Epochs with everything warm.
   *
   * @param freeRunning batches taken as fast as they come
   * @param stepped with a simulated step after each
   * @param steppedWaitingShare part of an epoch's time, its boundary included, spent waiting then
   */
  record Rates(
      String augment,
      long batchBytes,
      Spread patchesPerSecond,
      Spread gigabytesPerSecond,
      Spread copyGigabytesPerSecond,
      CpuCost cpu,
      Boundary freeRunning,
      Boundary stepped,
      Spread steppedWaitMs,
      Spread steppedWaitingShare) {}

  /** Processor seconds of all threads for each gigabyte delivered, and for each copied. */
  record CpuCost(Spread epoch, Spread copy) {}

  /**
   * From one batch to the next.
   *
   * @param stepMs every step inside an epoch
   * @param meanStepMs of each epoch: batches that are filled side by side come in pairs, so the
   *     step in the middle says little about the rate
   * @param gapMs from an epoch's last batch to the next one's first
   */
  record Boundary(Spread stepMs, Spread meanStepMs, Spread gapMs) {}

  private final Path folder;
  private final long seed;
  private final Effort effort;

  /** Of the dataset in {@code folder}. */
  public EpochBench(Path folder, long seed, Effort effort) {
    this.folder = folder;
    this.seed = seed;
    this.effort = effort;
  }

  /** Opens the dataset and takes a whole epoch, whose first batches it remembers. */
  public FirstEpoch firstEpoch(EngineOptions options) {
    OptionalLong before = ProcessMemory.now();
    List<String> digests = new ArrayList<>();
    long start = System.nanoTime();
    try (IbEngine engine = IbEngine.open(folder, options)) {
      double openMs = EpochTiming.ms(System.nanoTime() - start);
      try (Epoch epoch = engine.epoch(seed)) {
        digests.add(BatchDigest.line(epoch.next(), 0));
        double firstBatchMs = EpochTiming.ms(System.nanoTime() - start);
        while (epoch.hasNext()) {
          var batch = epoch.next();
          if (digests.size() < effort.check()) {
            digests.add(BatchDigest.line(batch, 0));
          }
        }
        EpochMemory memory = EpochMemory.of(engine);
        return new FirstEpoch(
            engine.backend(), openMs, firstBatchMs, before, memory, digests, engine.roles());
      }
    }
  }

  /**
   * @param reference options of the reference backend
   * @throws IllegalStateException if a batch differs
   */
  public void compareWithReference(EngineOptions reference, List<String> digests) {
    try (IbEngine engine = IbEngine.open(folder, reference);
        Epoch epoch = engine.epoch(seed)) {
      for (String digest : digests) {
        String expected = BatchDigest.line(epoch.next(), 0);
        if (!expected.equals(digest)) {
          throw new IllegalStateException(
              Text.format(
                  "a batch differs from the reference backend's, nothing was timed: %s, expected %s",
                  digest, expected));
        }
      }
    }
  }

  Rates rates(String augment, EngineOptions options, EngineOptionsMixin given) {
    List<PlainCopy.Speed> copies = new ArrayList<>();
    List<BatchArrivals> free = new ArrayList<>();
    List<BatchArrivals> stepped = new ArrayList<>();
    long batchBytes = 0;
    try (IbEngine engine = IbEngine.open(folder, options)) {
      int epoch = BatchArrivals.record(engine, seed, 0, 0).nextEpoch(); // volumes come in
      for (int run = 0; run < effort.runs(); run++) {
        BatchArrivals arrivals = BatchArrivals.record(engine, seed, epoch, 0);
        batchBytes = arrivals.batchBytes();
        free.add(arrivals);
        try (PlainCopy copy = plainCopy(engine, batchBytes, given)) {
          copies.add(copy.measure(arrivals.steps()));
        }
        stepped.add(BatchArrivals.record(engine, seed, arrivals.nextEpoch(), effort.stepMs()));
        epoch = stepped.get(run).nextEpoch();
      }
    }
    return new Rates(
        augment,
        batchBytes,
        Spread.of(free.stream().map(BatchArrivals::patchesPerSecond).toList()),
        Spread.of(free.stream().map(BatchArrivals::gigabytesPerSecond).toList()),
        Spread.of(copies.stream().map(PlainCopy.Speed::gigabytesPerSecond).toList()),
        new CpuCost(
            Spread.of(free.stream().map(BatchArrivals::cpuPerGigabyte).toList()),
            Spread.of(copies.stream().map(PlainCopy.Speed::cpuPerGigabyte).toList())),
        BatchArrivals.boundary(free),
        BatchArrivals.boundary(stepped),
        Spread.of(stepped.stream().flatMap(item -> item.waitsMs().stream()).toList()),
        Spread.of(stepped.stream().map(BatchArrivals::waitingShare).toList()));
  }

  private static PlainCopy plainCopy(IbEngine engine, long batchBytes, EngineOptionsMixin given) {
    return new PlainCopy(
        engine.memory().volumeBytes(), batchBytes, given.prefetch(), given.threads());
  }
}
