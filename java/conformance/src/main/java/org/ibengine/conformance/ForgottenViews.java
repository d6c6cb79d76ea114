package org.ibengine.conformance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Views that a test made and forgot keep the memory of closed buffers until they are collected. A
 * buffer that was never closed is not freed by that, and is still found by whoever counts.
 */
public final class ForgottenViews {
  private static final long PATIENCE_SECONDS = 20;

  private ForgottenViews() {}

  /** Collects them until {@code isHeld} is false, or for a while. */
  public static void collectWhile(BooleanSupplier isHeld) {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (isHeld.getAsBoolean() && System.nanoTime() < patience) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
