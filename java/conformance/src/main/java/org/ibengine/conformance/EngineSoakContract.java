package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fast and slow readers, closes and interrupts at random moments, for {@code -Dib.soak.seconds} (3
 * unless told): no slot and no memory is lost and nobody waits for ever.
 */
public interface EngineSoakContract extends EngineSource {
  /** A round is a few batches; nothing waits that long unless for ever. */
  int DEADLOCK_SECONDS = 50;

  /** Bytes of the backend's memory that somebody holds; 0 where nobody counts them. */
  default long bytesHeld() {
    return 0;
  }

  /** How much the process may grow after the first rounds; heap and compiled code do, a while. */
  default long growthAllowed() {
    return 256L << 20;
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }

  private static EngineOptions randomOptions(EngineOptions options, Random random) {
    return options
        .batchSize(1 + random.nextInt(4))
        .threads(1 + random.nextInt(3))
        .prefetch(2 + random.nextInt(3))
        .maxMemory(random.nextBoolean() ? 1L << 30 : 20L << 20);
  }

  /** Reads epochs until closed, interrupted or bored; gives back what it holds. */
  private static int read(IbEngine engine, boolean validation, long seed) {
    Random random = new Random(seed);
    int batches = 0;
    try (Epoch epoch = validation ? engine.validation() : engine.epoch(seed)) {
      int most = random.nextInt(12);
      while (epoch.hasNext() && batches < most) {
        try (Batch batch = epoch.next()) {
          batches += Delivered.bytes(batch.image(), 0, 4).remaining() / 4;
          if (random.nextInt(4) == 0) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(2000));
          }
        }
      }
    } catch (IllegalStateException | InterruptedException e) {
      // Closed or interrupted, as this test means to.
    }
    return batches;
  }

  private static int round(IbEngine engine, ExecutorService readers, Random random)
      throws Exception {
    List<Future<Integer>> reading = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      boolean validation = i == 1;
      long seed = random.nextLong();
      reading.add(readers.submit(() -> read(engine, validation, seed)));
    }
    TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
    switch (random.nextInt(3)) {
      case 0 -> engine.close();
      case 1 -> reading.get(random.nextInt(2)).cancel(true);
      default -> {}
    }
    int batches = 0;
    for (Future<Integer> reader : reading) {
      if (!reader.isCancelled()) {
        batches += reader.get(DEADLOCK_SECONDS, TimeUnit.SECONDS);
      }
    }
    return batches;
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  default void nothingIsLostUnderRandomClosesInterruptsAndSpeeds() throws Exception {
    long seconds = Long.getLong("ib.soak.seconds", 3);
    long seed = Long.getLong("ib.soak.seed", System.nanoTime());
    Random random = new Random(seed);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long early = 0;
    int batches = 0;
    for (int round = 0; System.nanoTime() < end || round < 60; round++) {
      String where = "round " + round + " of -Dib.soak.seed=" + seed;
      EngineOptions options = randomOptions(options(), random);
      ExecutorService readers = Executors.newFixedThreadPool(2);
      IbEngine engine = random.nextBoolean() ? volumes(options) : patches(options);
      try {
        batches += round(engine, readers, random);
      } catch (TimeoutException e) {
        throw new AssertionError("a reader waits for ever in " + where, e);
      } finally {
        readers.shutdown();
        engine.close();
        assertTrue(readers.awaitTermination(DEADLOCK_SECONDS, TimeUnit.SECONDS), where);
      }
      assertEquals(0, engine.slotsTaken(), where);
      assertEquals(0, bytesHeld(), where);
      early = round == 50 ? residentBytes() : early;
    }
    assertTrue(batches > 0);
    assertTrue(residentBytes() < early + growthAllowed(), "seed " + seed + " grew from " + early);
  }
}
