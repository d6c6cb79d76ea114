package org.ibengine.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.ibengine.error.Failures;

/**
 * Device memory of one kind of launch: never more blocks than launches were on their way at once,
 * none larger than the largest launch needed. A pool by size would keep blocks of every size that
 * ever was, which no forecast could tell. Thread-safe.
 */
final class TableBlocks implements AutoCloseable {
  private final Device device;
  private final Deque<DeviceBuffer> idle = new ArrayDeque<>();
  private long largest;

  TableBlocks(Device device) {
    this.device = device;
  }

  /** Bytes of a block for launches that need at most {@code sizeBytes}. */
  static long blockBytes(long sizeBytes) {
    return BlockPool.rounded(sizeBytes);
  }

  /** Not zeroed. Waits until the device is idle where launches have grown. */
  DeviceBuffer acquire(long sizeBytes) {
    List<DeviceBuffer> outgrown = List.of();
    long size;
    synchronized (this) {
      if (blockBytes(sizeBytes) > largest) {
        largest = blockBytes(sizeBytes);
        outgrown = List.copyOf(idle);
        idle.clear();
      } else if (!idle.isEmpty()) {
        return idle.pollLast();
      }
      size = largest;
    }
    free(outgrown);
    return device.memory().acquire(size);
  }

  void release(DeviceBuffer block) {
    synchronized (this) {
      if (block.sizeBytes() == largest) {
        idle.addLast(block);
        return;
      }
    }
    free(List.of(block));
  }

  private void free(List<DeviceBuffer> blocks) {
    Failures failures = new Failures();
    if (!blocks.isEmpty()) {
      failures.collect(device.context()::synchronize);
    }
    blocks.forEach(block -> failures.collect(block::close));
    failures.rethrow();
  }

  /** Hands idle blocks to the pool of the device, which frees them. */
  @Override
  public synchronized void close() {
    Failures failures = new Failures();
    idle.forEach(block -> failures.collect(() -> device.memory().release(block)));
    idle.clear();
    failures.rethrow();
  }
}
