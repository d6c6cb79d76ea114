package org.ibengine.prepare;

import java.util.concurrent.Semaphore;

/**
 * A ceiling for what is in memory at once. First come, first served, so a large case is not starved
 * by small ones. Thread-safe.
 */
final class MemoryBudget {
  private static final long UNIT = 1 << 16; // a semaphore counts ints

  private final Semaphore units;
  private final int total;

  MemoryBudget(long bytes) {
    total = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    units = new Semaphore(total, true);
  }

  /** Whether so much can ever be had. */
  boolean canHold(long bytes) {
    return units(bytes) <= total;
  }

  /** Waits until the bytes are free and takes them; {@link #giveBack} the same number later. */
  void take(long bytes) throws InterruptedException {
    if (!canHold(bytes)) {
      throw new IllegalArgumentException(
          "%d bytes cannot be had from a budget of %d".formatted(bytes, total * UNIT));
    }
    units.acquire((int) units(bytes));
  }

  void giveBack(long bytes) {
    units.release((int) units(bytes));
  }

  private static long units(long bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }
}
