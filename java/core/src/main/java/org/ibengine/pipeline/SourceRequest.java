package org.ibengine.pipeline;

/**
 * A part of a source that a batch needs now. A read that had begun before it was asked for may have
 * seen files as they no longer are, so if that one fails, the part is read again. For one thread.
 */
final class SourceRequest<V> {
  private final SourceCache<V> cache;
  private final SourcePart part;
  private final boolean joined;
  private SourceLoad<V> load;

  /**
   * @param joined whether {@code load} had begun before it was asked for
   */
  SourceRequest(SourceCache<V> cache, SourcePart part, SourceLoad<V> load, boolean joined) {
    this.cache = cache;
    this.part = part;
    this.load = load;
    this.joined = joined;
  }

  /** Waits for the part; throws what its reader threw. */
  LoadedSource<V> await() throws InterruptedException {
    try {
      return load.await();
    } catch (RuntimeException | Error e) {
      if (!joined) {
        throw e;
      }
      load = cache.again(part); // begun after that failure, whoever else asked for it
      return load.await();
    }
  }

  /** Ends the use of the part, loaded or still loading. */
  void release() {
    if (cache.isPassing(part)) {
      load.discard();
    }
  }
}
