package org.ibengine.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.store.StoredSource;

/**
 * Sources in memory, loaded by threads of its own: what a batch waits for first, then what was
 * prefetched, in that order. A source that stays or is mapped is loaded once; a failed load is
 * tried again by the next request. Thread-safe.
 */
public final class SourceCache implements AutoCloseable {
  /** A source's turn to be loaded; urgent ones first, then in the order they were asked for. */
  private record Turn(SourceLoad load, boolean urgent, long number)
      implements Runnable, Comparable<Turn> {
    @Override
    public void run() {
      load.run();
    }

    @Override
    public int compareTo(Turn other) {
      return urgent == other.urgent ? Long.compare(number, other.number) : urgent ? -1 : 1;
    }
  }

  private final List<StoredSource> sources;
  private final Residency residency;
  private final SourceLoader loader;
  private final ThreadPoolExecutor threads;
  private final Map<Integer, SourceLoad> kept = new HashMap<>();
  private long turns;
  private boolean closed;

  public SourceCache(
      Backend backend, List<StoredSource> sources, Residency residency, int loaderThreads) {
    this.sources = List.copyOf(sources);
    this.residency = residency;
    this.loader = new SourceLoader(backend);
    this.threads =
        new ThreadPoolExecutor(
            loaderThreads,
            loaderThreads,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            LoaderThreads.factory());
  }

  /** Starts loading a source that will be kept; does nothing for others. */
  public void prefetch(int source) {
    if (keeps(source)) {
      load(source, false);
    }
  }

  /** Asks for a source at once. Give it back by {@link #release}. */
  SourceLoad request(int source) {
    return load(source, true);
  }

  private synchronized SourceLoad load(int source, boolean urgent) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    SourceLoad load = kept.get(source);
    boolean fresh = load == null || load.hasFailed();
    if (fresh) {
      load = new SourceLoad(() -> read(source));
      if (keeps(source)) {
        kept.put(source, load);
      }
    }
    if (fresh || urgent && !load.hasBegun()) {
      threads.execute(new Turn(load, urgent, turns++));
    }
    return load;
  }

  /**
   * Waits until a requested source can be read.
   *
   * @throws org.ibengine.error.IbException what its loading met, or if the files of a mapped source
   *     have changed
   */
  LoadedSource await(int source, SourceLoad requested) throws InterruptedException {
    LoadedSource loaded = requested.await();
    if (isMapped(source)) {
      // A page that was cut off its file would end the process.
      loader.requireUnchanged(sources.get(source));
    }
    return loaded;
  }

  /** Ends the use of a requested source, loaded or still loading. */
  void release(int source, SourceLoad requested) {
    if (!keeps(source)) {
      requested.discard();
    }
  }

  private boolean keeps(int source) {
    return residency.resident()[source] || isMapped(source);
  }

  private boolean isMapped(int source) {
    return !residency.resident()[source] && sources.get(source).mappable();
  }

  private LoadedSource read(int source) {
    StoredSource stored = sources.get(source);
    return isMapped(source) ? loader.map(stored) : loader.read(stored);
  }

  /**
   * Frees everything; waits for reads under way, which end early. Nothing may be in use.
   * Idempotent.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    LoaderThreads.stop(threads);
    synchronized (this) {
      kept.values().forEach(SourceLoad::discard);
      kept.clear();
    }
  }
}
