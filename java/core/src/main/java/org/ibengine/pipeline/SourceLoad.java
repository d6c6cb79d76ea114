package org.ibengine.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One source on its way into memory. It is read once at most, whoever comes first. Thread-safe. */
final class SourceLoad<V> {
  private final Supplier<LoadedSource<V>> reader;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<LoadedSource<V>> result = new CompletableFuture<>();

  SourceLoad(Supplier<LoadedSource<V>> reader) {
    this.reader = reader;
  }

  /** Reads the source on the calling thread, unless somebody else did or does. */
  void run() {
    if (begun.compareAndSet(false, true)) {
      try {
        result.complete(reader.get());
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    }
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Runs {@code then} when it is there or has failed, on the thread that read it. */
  void whenDone(Runnable then) {
    result.whenComplete((loaded, failure) -> then.run());
  }

  /** Whether it can be used without a wait. */
  boolean isThere() {
    return result.isDone() && !result.isCompletedExceptionally();
  }

  boolean hasFailed() {
    return result.isCompletedExceptionally();
  }

  /** Waits for the source; throws what its reader threw. */
  LoadedSource<V> await() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw (Error) e.getCause();
    }
  }

  /** Frees what was read; waits for a reader at work, keeps one from beginning. */
  void discard() {
    if (begun.compareAndSet(false, true)) {
      return;
    }
    LoadedSource<V> loaded = result.exceptionally(failure -> null).join();
    if (loaded != null) {
      loaded.close();
    }
  }
}
