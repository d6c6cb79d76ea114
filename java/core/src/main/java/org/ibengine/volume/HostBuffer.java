package org.ibengine.volume;

import java.nio.ByteBuffer;

/**
 * Owned off-heap memory of the host, contiguous, usually from a pool; {@link #close} returns it and
 * is idempotent. Not zeroed. Reads and writes from several threads are safe if they do not overlap.
 */
public interface HostBuffer extends AutoCloseable {
  /** Usable bytes, at least what was asked for. */
  long sizeBytes();

  /**
   * A direct view of bytes {@code [offset, offset + length)} in little-endian order; writes go
   * through. The memory is kept for as long as the view is reachable, even after {@code close}: it
   * is returned when the garbage collector has found the last view. Nobody else writes there until
   * then.
   *
   * @throws IllegalArgumentException if the range is not inside the buffer
   * @throws IllegalStateException after {@code close}
   */
  ByteBuffer view(long offset, int length);

  /**
   * As {@link #view}, but the memory is not kept for it: using it after {@code close} reads or
   * writes memory that belongs to someone else, or ends the process. For code that drops the view
   * before it closes the buffer; {@code close} then returns the memory at once.
   *
   * @throws IllegalArgumentException if the range is not inside the buffer
   * @throws IllegalStateException after {@code close}
   */
  default ByteBuffer bareView(long offset, int length) {
    return view(offset, length);
  }

  /**
   * Copies bytes {@code [offset, offset + target.remaining())} to the position of {@code target}
   * and advances it; a concurrent {@code close} neither waits nor does any harm.
   *
   * @throws IllegalArgumentException if the range is not inside the buffer
   * @throws IllegalStateException after {@code close}
   */
  default void copyTo(long offset, ByteBuffer target) {
    target.put(view(offset, target.remaining()));
  }

  /**
   * Address of the first byte; valid until {@code close}.
   *
   * @throws UnsupportedOperationException if this memory has no address that could be told
   * @throws IllegalStateException after {@code close}
   */
  long address();

  @Override
  void close();
}
