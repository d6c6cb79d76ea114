package org.ibengine.prepare;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.ibengine.work.Workers;

/**
 * Things that workers make side by side, which are in memory until someone takes or closes them.
 */
final class InTheMaking<T> implements AutoCloseable {
  private final List<CompletableFuture<T>> futures;
  private final Consumer<T> closer;

  /** Begins with all of them. */
  InTheMaking(Workers workers, List<Callable<T>> tasks, Consumer<T> closer) {
    this.futures = tasks.stream().map(workers::compute).toList();
    this.closer = closer;
  }

  /** Waits for all, whether they fail or not, then throws the first failure. */
  List<T> all() {
    return Workers.awaitAll(futures);
  }

  /** Waits for all and closes those that did not fail. */
  @Override
  public void close() {
    for (CompletableFuture<T> future : futures) {
      T made = future.handle((value, error) -> value).join();
      if (made != null) {
        closer.accept(made);
      }
    }
  }
}
