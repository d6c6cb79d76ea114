package org.ibengine.work;

/**
 * Somebody's wish that work shall end early: what is being done is finished, nothing else is begun.
 * Thread-safe; one for each piece of work, as it cannot be taken back.
 */
public final class Cancellation {
  private volatile boolean cancelled;

  /** Asks for the end; returns at once. Idempotent. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether it was asked for. */
  public boolean isCancelled() {
    return cancelled;
  }
}
