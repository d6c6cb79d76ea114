package org.ibengine.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** Threads that all cases share: some compute, some wait for the disk. Thread-safe. */
public final class Workers implements AutoCloseable {
  /** Threads that wait for the disk; with fewer, two compute threads outran fsync. */
  public static final int WRITERS = 3;

  private final ExecutorService compute;
  private final ExecutorService write;

  /** With that many threads that compute. */
  public Workers(int threads) {
    compute = WorkThreads.pool(threads, "ib-compute-");
    write = WorkThreads.pool(WRITERS, "ib-write-");
  }

  /** Runs what waits for the disk, on {@link #WRITERS} threads. */
  public Executor write() {
    return write;
  }

  /** Runs what needs a processor; the future receives what it throws. */
  public <T> CompletableFuture<T> compute(Callable<T> task) {
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
  public static <T> List<T> awaitAll(List<CompletableFuture<T>> futures) {
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

  /** Waits for what was begun. */
  @Override
  public void close() {
    WorkThreads.end(compute);
    WorkThreads.end(write);
  }
}
