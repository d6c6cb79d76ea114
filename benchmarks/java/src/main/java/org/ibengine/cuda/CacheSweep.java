package org.ibengine.cuda;

/**
 * Fills more device memory than the L2 cache holds, so that what comes next finds nothing of its
 * own there. Not thread-safe.
 */
final class CacheSweep implements AutoCloseable {
  private static final int CACHES = 2; // as much as this many L2 caches hold

  private final DeviceBuffer memory;

  private CacheSweep(DeviceBuffer memory) {
    this.memory = memory;
  }

  static CacheSweep of(Context context) {
    return new CacheSweep(DeviceBuffer.allocate(context, (long) CACHES * context.l2Bytes()));
  }

  long sizeBytes() {
    return memory.sizeBytes();
  }

  /** Queues the fill. */
  void queue(Stream stream) {
    stream.fill(memory.address(), 0, memory.sizeBytes());
  }

  /** What was queued must be over. */
  @Override
  public void close() {
    memory.close();
  }
}
