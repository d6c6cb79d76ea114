package org.ibengine.work;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that read files: how they are made and how they end. */
public final class LoaderThreads {
  private LoaderThreads() {}

  /** Daemons, so that they keep no process alive. */
  public static ThreadFactory factory() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "ib-load-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Drops what waits, interrupts what runs and waits until it has ended. */
  public static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
