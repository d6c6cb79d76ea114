package org.ibengine.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.backend.Backend;
import org.ibengine.store.StoredSource;

/**
 * Sources in memory, loaded by threads of its own. A source that stays or is mapped is loaded once;
 * a failed load is tried again by the next request. Thread-safe.
 */
public final class SourceCache implements AutoCloseable {
  private final List<StoredSource> sources;
  private final Residency residency;
  private final SourceLoader loader;
  private final ExecutorService threads;
  private final Map<Integer, CompletableFuture<LoadedSource>> kept = new HashMap<>();
  private boolean closed;

  public SourceCache(
      Backend backend, List<StoredSource> sources, Residency residency, int loaderThreads) {
    this.sources = sources;
    this.residency = residency;
    this.loader = new SourceLoader(backend);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            loaderThreads,
            task -> {
              Thread thread = new Thread(task, "ib-load-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts loading a source that will be kept; does nothing for others. */
  public void prefetch(int source) {
    if (keeps(source)) {
      request(source);
    }
  }

  /** The source once loaded. Give it back by {@link #release}. */
  synchronized CompletableFuture<LoadedSource> request(int source) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    CompletableFuture<LoadedSource> present = kept.get(source);
    if (present != null && !present.isCompletedExceptionally()) {
      return present;
    }
    CompletableFuture<LoadedSource> loading =
        CompletableFuture.supplyAsync(() -> load(source), threads);
    if (keeps(source)) {
      kept.put(source, loading);
    }
    return loading;
  }

  /** Ends the use of a requested source, loaded or still loading. */
  void release(int source, CompletableFuture<LoadedSource> requested) {
    if (!keeps(source)) {
      requested.thenAccept(LoadedSource::close);
    }
  }

  private boolean keeps(int source) {
    return residency.resident()[source] || Residency.mappable(sources.get(source));
  }

  private LoadedSource load(int source) {
    StoredSource stored = sources.get(source);
    return residency.resident()[source] || !Residency.mappable(stored)
        ? loader.read(stored)
        : loader.map(stored);
  }

  /** Frees everything, once loads under way have ended. Nothing may be in use. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdown();
    for (CompletableFuture<LoadedSource> source : kept.values()) {
      source.handle(
          (loaded, failure) -> {
            if (loaded != null) {
              loaded.close();
            }
            return null;
          });
    }
    kept.clear();
  }
}
