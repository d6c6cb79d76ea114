package org.ibengine.cuda;

import org.ibengine.error.Failures;

/**
 * Device memory of one stream, which its launches use one after the other: what is queued on a
 * stream runs in order, so each finds the one before it done. It grows to what the largest needed,
 * and is never more than that, however far the device is behind. Not thread-safe.
 */
final class Workspace implements AutoCloseable {
  private final Context context;
  private DeviceBuffer block; // null before the first launch

  Workspace(Context context) {
    this.context = context;
  }

  /** What is taken for launches that need at most {@code sizeBytes}. */
  static long blockBytes(long sizeBytes) {
    return BlockPool.rounded(sizeBytes);
  }

  /**
   * At least {@code sizeBytes}, which hold what the launch before left there. Waits until the
   * device is idle where it must grow, which it does from {@code pool}, and invalidates what it
   * returned before.
   */
  DeviceBuffer reserve(long sizeBytes, BlockPool<DeviceBuffer> pool) {
    if (block == null || block.sizeBytes() < sizeBytes) {
      close();
      block = pool.acquire(blockBytes(sizeBytes));
    }
    return block;
  }

  /** Waits until the device is idle; a pool would keep blocks of every size there ever was. */
  @Override
  public void close() {
    if (block == null) {
      return;
    }
    DeviceBuffer outgrown = block;
    block = null;
    Failures failures = new Failures();
    failures.collect(context::synchronize);
    failures.collect(outgrown::close);
    failures.rethrow();
  }
}
