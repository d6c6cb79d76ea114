package org.ibengine.backend;

import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/**
 * Memory that another process can map: one file, whose number among the open files of this process
 * is its name. A process of the same user opens it as {@code /proc/PID/fd/DESCRIPTOR}. Thread-safe.
 */
public interface SharedMemory extends BufferAllocator, AutoCloseable {
  /**
   * Aligned to 4096 bytes; closing the buffer returns its memory, even if another process still has
   * it mapped.
   *
   * @throws IllegalArgumentException if {@code sizeBytes} is not positive
   * @throws IllegalStateException once this was closed
   * @throws org.ibengine.error.BackendFailureException if there is not that much memory
   */
  @Override
  HostBuffer allocate(long sizeBytes);

  /** Number of the file among the open files of this process; valid until {@link #close}. */
  int descriptor();

  /**
   * Where in the file a buffer begins, in bytes.
   *
   * @param address of an open buffer's first byte
   * @throws IllegalArgumentException if no buffer of this memory begins there
   */
  long offsetOf(long address);

  /** Allows no more buffers; those that are open stay valid until closed. Idempotent. */
  @Override
  void close();
}
