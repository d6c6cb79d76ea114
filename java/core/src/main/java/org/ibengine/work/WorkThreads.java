package org.ibengine.work;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How threads are made and how they end. */
final class WorkThreads {
  private WorkThreads() {}

  static ExecutorService pool(int threads, String prefix) {
    AtomicInteger next = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, prefix + next.getAndIncrement());
          thread.setDaemon(true); // an error must be able to end the process
          return thread;
        });
  }

  /**
   * Waits for what was given to the pool. Not given up when interrupted: work that was begun uses
   * buffers that are freed after this.
   */
  static void end(ExecutorService pool) {
    pool.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
