package org.ibengine.volume;

import java.nio.ByteBuffer;

/**
 * Owned off-heap memory of the host, contiguous, usually from a pool; {@link #close} hands it back
 * and is idempotent. Not zeroed. Reads and writes from several threads are safe where they do not
 * overlap; views must not be used after {@code close}.
 */
public interface HostBuffer extends AutoCloseable {
  /** Usable bytes, at least what was asked for. */
  long sizeBytes();

  /**
   * A direct view of bytes {@code [offset, offset + length)} in little-endian order; writes go
   * through.
   *
   * @throws IllegalArgumentException if the range is not inside the buffer
   * @throws IllegalStateException after {@code close}
   */
  ByteBuffer view(long offset, int length);

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
