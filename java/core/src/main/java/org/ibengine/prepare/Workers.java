package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a preparation: some compute, some wait for the disk, some lead a case each. */
final class Workers implements AutoCloseable {
  // fsync waits, it does not compute: with fewer, two compute threads outran the disk
  static final int WRITERS = 3;

  private final ExecutorService compute;
  private final ExecutorService write;
  private final ExecutorService lead;

  Workers(int threads) {
    compute = Executors.newFixedThreadPool(threads, named("ib-compute-"));
    write = Executors.newFixedThreadPool(WRITERS, named("ib-write-"));
    lead = Executors.newFixedThreadPool(threads + 1, named("ib-case-"));
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger next = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + next.getAndIncrement());
      thread.setDaemon(true); // an error must be able to end the process
      return thread;
    };
  }

  ExecutorService write() {
    return write;
  }

  ExecutorService lead() {
    return lead;
  }

  <T> CompletableFuture<T> compute(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    compute.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) { // the waiting thread gets it, whatever it is
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Waits for all, whether they fail or not, then throws the first failure. */
  static <T> List<T> awaitAll(List<CompletableFuture<T>> futures) {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (CompletableFuture<T> future : futures) {
      try {
        results.add(future.join());
      } catch (CompletionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new CompletionException(failure);
    }
    return results;
  }

  @Override
  public void close() {
    for (ExecutorService pool : List.of(lead, compute, write)) {
      pool.shutdown();
      awaitEnd(pool);
    }
  }

  /** Not given up when interrupted: work that was begun uses buffers that are freed after this. */
  private static void awaitEnd(ExecutorService pool) {
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
