package org.ibengine.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Reads many files side by side while a dataset is opened. */
public final class ParallelReading {
  private ParallelReading() {}

  /**
   * What {@code reader} makes of 0 … count − 1, in that order. The first failure in that order is
   * thrown, after the reads under way have ended.
   *
   * @throws IllegalStateException if interrupted; the thread's interrupt flag stays set
   */
  public static <T> List<T> map(int threads, int count, IntFunction<T> reader) {
    ExecutorService pool = Executors.newFixedThreadPool(threads, LoaderThreads.factory());
    try {
      List<Future<T>> futures = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int item = i;
        futures.add(pool.submit(() -> reader.apply(item)));
      }
      List<T> results = new ArrayList<>(count);
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the dataset was opened", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw (Error) e.getCause();
    } finally {
      LoaderThreads.stop(pool);
    }
  }
}
