package org.ibengine.serve;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a client's process to end, since what it had queued on a device ends no sooner. */
final class ClientEnd {
  /** Long enough for the driver to end what a killed client had queued. */
  static final long PATIENCE_MS = 1500;

  /** By which the patience is measured. */
  interface Clock {
    long milliseconds();

    /** A short rest between two looks at the process; false if the thread was interrupted. */
    boolean pause();
  }

  private final BooleanSupplier hasEnded;
  private final Clock clock;

  ClientEnd(BooleanSupplier hasEnded) {
    this(hasEnded, new WallClock());
  }

  ClientEnd(BooleanSupplier hasEnded, Clock clock) {
    this.hasEnded = hasEnded;
    this.clock = clock;
  }

  /** Until the process has ended, the patience is over, or the thread is interrupted. */
  void await() {
    long until = clock.milliseconds() + PATIENCE_MS;
    awaitWhile(() -> clock.milliseconds() < until);
  }

  /** Until {@code condition} no longer holds, the process has ended, or an interrupt. */
  void awaitWhile(BooleanSupplier condition) {
    boolean interrupted = false;
    while (condition.getAsBoolean() && !hasEnded.getAsBoolean() && !interrupted) {
      interrupted = !clock.pause();
    }
  }

  private static final class WallClock implements Clock {
    @Override
    public long milliseconds() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public boolean pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(1);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
