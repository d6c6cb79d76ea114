package org.ibengine.cpu;

/**
 * How the system schedules threads that work ahead of a training loop in another process: under
 * {@code SCHED_BATCH} of Linux a thread that wakes does not take the processor from the one that
 * woke it. Without it, a loop that gives a batch back loses its processor to the thread that fills
 * the next one, for as long as that takes.
 */
public final class BatchScheduling {
  private BatchScheduling() {}

  /**
   * Holds for the calling thread and for every thread that it, or one of those, starts from now on;
   * threads that run already are left alone. Their share of a busy processor stays the same.
   *
   * @throws org.ibengine.error.IbException if the system refuses or cannot be called
   */
  public static void fromHere() {
    SystemCalls.scheduleAsBatch();
  }
}
