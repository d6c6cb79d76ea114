package org.ibengine.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.error.Failures;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Box;
import org.ibengine.volume.VolumeData;
import org.ibengine.work.LoaderThreads;

/**
 * Sources in memory, loaded by threads of its own: what a batch waits for first, then what was
 * prefetched, in that order. A source that stays is loaded once; of the others, what a batch needs
 * is loaded for it. The next request retries a failed load. Thread-safe.
 *
 * @param <V> a volume in the memory that patches are cut from
 */
public final class SourceCache<V> implements AutoCloseable {
  /** A source's turn to be loaded; urgent ones first, then in the order they were asked for. */
  private record Turn(SourceLoad<?> load, boolean urgent, long number)
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
  private final SourceLoader<V> loader;
  private final ThreadPoolExecutor threads;
  private final ColdStart start;
  private final Map<Integer, SourceLoad<V>> kept = new HashMap<>();
  private long turns;
  private boolean closed;

  /** Takes the loader over. */
  SourceCache(
      SourceLoader<V> loader, List<StoredSource> sources, Residency residency, int loaderThreads) {
    this(loader, sources, residency, loaderThreads, new ColdStart(sources, residency));
  }

  SourceCache(
      SourceLoader<V> loader,
      List<StoredSource> sources,
      Residency residency,
      int loaderThreads,
      ColdStart start) {
    this.sources = List.copyOf(sources);
    this.residency = residency;
    this.loader = loader;
    this.start = start;
    this.threads =
        new ThreadPoolExecutor(
            loaderThreads,
            loaderThreads,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            LoaderThreads.factory());
  }

  /** Sources in the memory of a backend that gathers from host memory. */
  public static SourceCache<VolumeData> onHost(
      Backend backend, List<StoredSource> sources, Residency residency, int loaderThreads) {
    KeptTiles tiles =
        new KeptTiles(sources, residency.tiles(), residency.tileBytes(), backend::allocate);
    return new SourceCache<>(new HostLoader(backend, tiles), sources, residency, loaderThreads);
  }

  /** Sources where a device can read them. */
  public static SourceCache<PlacedVolume> onDevice(
      DeviceBackend backend, List<StoredSource> sources, DeviceResidency residency) {
    return new SourceCache<>(
        new DeviceLoader(backend, residency), sources, residency.staying(), residency.loaders());
  }

  /** True if no source that is ever used is read more than once. */
  boolean keepsAll() {
    return residency.keepsAll();
  }

  /** Starts loading a source that will be kept; does nothing for others. */
  public void prefetch(int source) {
    if (residency.resident()[source] && start.admits(source)) {
      loadAhead(source);
    }
  }

  private void loadAhead(int source) {
    load(new SourcePart(source, null), false)
        .whenDone(
            () -> {
              start.loaded();
              goOn();
            });
  }

  /** Loads what had to wait at the start. */
  private synchronized void goOn() {
    if (!closed) {
      start.turn().forEach(this::loadAhead);
    }
  }

  /**
   * Begins to ask for the parts of a batch; the caller closes it after it gave them back. Blocks
   * while the memory for parts of other batches is in use.
   */
  Fill begin() throws InterruptedException {
    return new Fill(start.enter());
  }

  /** A batch that is being filled. */
  final class Fill implements AutoCloseable {
    private final boolean cold;

    private Fill(boolean cold) {
      this.cold = cold;
    }

    /** What has to be loaded for a patch that those voxels are read for. */
    SourcePart part(int source, Box reach) {
      StoredSource stored = sources.get(source);
      boolean stays = residency.resident()[source] && !(cold && isYetToCome(source));
      boolean whole = stays || !stored.sliceable();
      return new SourcePart(source, whole ? null : stored.rowsOf(reach.begin(), reach.size()));
    }

    @Override
    public void close() {
      if (cold) {
        start.leave();
        goOn();
      }
    }
  }

  private synchronized boolean isYetToCome(int source) {
    SourceLoad<V> load = kept.get(source);
    return load == null || !load.isThere();
  }

  /** Asks for a part at once. Give it back by {@link SourceRequest#release}. */
  synchronized SourceRequest<V> request(SourcePart part) {
    SourceLoad<V> before = part.rows() == null ? kept.get(part.source()) : null;
    boolean begun = before != null && before.hasBegun();
    SourceLoad<V> load = load(part, true);
    return new SourceRequest<>(this, part, load, begun && load == before);
  }

  /** A part whose read has failed. */
  SourceLoad<V> again(SourcePart part) {
    return load(part, true);
  }

  private synchronized SourceLoad<V> load(SourcePart part, boolean urgent) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    boolean stays = !isPassing(part);
    SourceLoad<V> load = stays ? kept.get(part.source()) : null;
    boolean fresh = load == null || load.hasFailed();
    if (fresh) {
      load = new SourceLoad<>(() -> read(part));
      if (stays) {
        kept.put(part.source(), load);
      }
    }
    if (fresh || urgent && !load.hasBegun()) {
      threads.execute(new Turn(load, urgent, turns++));
    }
    return load;
  }

  /** Whether it was loaded for its requester alone. */
  boolean isPassing(SourcePart part) {
    return part.rows() != null || !residency.resident()[part.source()];
  }

  private LoadedSource<V> read(SourcePart part) {
    return loader.load(sources.get(part.source()), part);
  }

  /** Waits for reads under way, which end early. Idempotent. */
  public void stopLoading() {
    synchronized (this) {
      closed = true;
    }
    start.end();
    LoaderThreads.stop(threads);
  }

  /** Stops loading and frees everything. Nothing may be in use. Idempotent. */
  @Override
  public void close() {
    stopLoading();
    Failures failures = new Failures();
    failures.collect(loader::close);
    synchronized (this) {
      kept.values().forEach(load -> failures.collect(load::discard));
      kept.clear();
    }
    failures.collect(loader::freeShared);
    failures.rethrow();
  }
}
