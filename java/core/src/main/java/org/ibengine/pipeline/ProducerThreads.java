package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;

/** The threads that fill the batches of one epoch. */
final class ProducerThreads {
  private final List<Thread> threads = new ArrayList<>();

  ProducerThreads(int count, Runnable work) {
    for (int number = 0; number < count; number++) {
      Thread thread = new Thread(work, "ib-epoch-" + number);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  int count() {
    return threads.size();
  }

  /**
   * @throws OutOfMemoryError if the system gives no more threads; {@link #stop} ends those it gave
   */
  void start() {
    threads.forEach(Thread::start);
  }

  /** Interrupts them and waits until they have ended; the calling thread may be one of them. */
  void stop() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= joinUninterruptibly(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
