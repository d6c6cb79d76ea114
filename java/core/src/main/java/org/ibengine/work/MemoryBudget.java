package org.ibengine.work;

import java.util.concurrent.Semaphore;
import org.ibengine.text.Text;

/**
 * A limit for what is in memory at once. First come, first served, so small cases do not starve a
 * large one. Thread-safe.
 */
public final class MemoryBudget {
  private static final long UNIT = 1 << 16; // a semaphore counts ints

  private final Semaphore units;
  private final int total;

  /** Of at least 64 KiB. */
  public MemoryBudget(long bytes) {
    total = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    units = new Semaphore(total, true);
  }

  /** Whether that much can ever be available. */
  public boolean canHold(long bytes) {
    return units(bytes) <= total;
  }

  /** Waits until the bytes are free and takes them; {@link #giveBack} the same number later. */
  void take(long bytes) throws InterruptedException {
    if (!canHold(bytes)) {
      throw new IllegalArgumentException(
          Text.format("%d bytes are not available from a budget of %d", bytes, total * UNIT));
    }
    units.acquire((int) units(bytes));
  }

  /**
   * As {@link #take}, but takes the whole budget if more than that is asked for.
   *
   * @return what was taken, for {@link #giveBack}
   */
  public long takeAtMost(long bytes) throws InterruptedException {
    long taken = Math.min(bytes, total * UNIT);
    take(taken);
    return taken;
  }

  /** Returns what was taken. */
  public void giveBack(long bytes) {
    units.release((int) units(bytes));
  }

  private static long units(long bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }
}
