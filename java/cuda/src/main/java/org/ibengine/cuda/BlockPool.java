package org.ibengine.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.Failures;

/**
 * Keeps blocks for reuse, by size: pinning host memory takes a second per gigabyte, and freeing
 * device memory stops the device. With {@code -Dib.cuda.exact=true} a block is just as large as was
 * asked for and used once, so that a memory checker, or the driver's test double, sees every access
 * outside it and every read of what was not written. Thread-safe.
 */
final class BlockPool<B extends Block> implements AutoCloseable {
  static final String EXACT_PROPERTY = "ib.cuda.exact";

  private static final long UNIT = 4096;
  private static final int STEPS_PER_DOUBLING = 8; // an eighth is wasted at most

  private final LongFunction<B> allocator;
  private final Runnable waitUntilIdle;
  private final Map<Long, Deque<B>> idle = new HashMap<>();
  private boolean closed;

  /**
   * @param idle blocks until the device is, as it must be before memory is freed
   */
  BlockPool(LongFunction<B> allocator, Runnable idle) {
    this.allocator = allocator;
    this.waitUntilIdle = idle;
  }

  /** Holds at least {@code sizeBytes}; not zeroed. Hand it back by {@link #release}. */
  B acquire(long sizeBytes) {
    long rounded = rounded(sizeBytes);
    B kept = takeIdle(rounded);
    if (kept != null) {
      return kept;
    }
    try {
      return allocator.apply(rounded);
    } catch (BackendFailureException e) {
      if (e.code() != Cuda.OUT_OF_MEMORY || !trim()) {
        throw e;
      }
      return allocator.apply(rounded);
    }
  }

  private synchronized B takeIdle(long rounded) {
    Deque<B> blocks = idle.get(rounded);
    return blocks == null ? null : blocks.pollLast();
  }

  /** Where the pool is closed, or keeps nothing, waits for the device and frees the block. */
  void release(B block) {
    synchronized (this) {
      if (!closed && !isExact()) {
        idle.computeIfAbsent(block.sizeBytes(), size -> new ArrayDeque<>()).addLast(block);
        return;
      }
    }
    Failures failures = new Failures();
    failures.collect(waitUntilIdle);
    failures.collect(block::close);
    failures.rethrow();
  }

  /** Frees all idle blocks, for which the device must be idle; whether there were any. */
  boolean trim() {
    List<B> blocks = new ArrayList<>();
    synchronized (this) {
      idle.values().forEach(blocks::addAll);
      idle.clear();
    }
    Failures failures = new Failures();
    if (!blocks.isEmpty()) {
      failures.collect(waitUntilIdle);
    }
    blocks.forEach(block -> failures.collect(block::close));
    failures.rethrow();
    return !blocks.isEmpty();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    trim();
  }

  private static boolean isExact() {
    return Boolean.getBoolean(EXACT_PROPERTY);
  }

  static long rounded(long sizeBytes) {
    if (isExact()) {
      return sizeBytes;
    }
    long step = Math.max(UNIT, Long.highestOneBit(sizeBytes) / STEPS_PER_DOUBLING);
    return (sizeBytes + step - 1) / step * step;
  }
}
