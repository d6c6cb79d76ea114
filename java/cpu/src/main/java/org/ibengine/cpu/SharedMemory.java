package org.ibengine.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/**
 * Memory of the cpu backend that another process can map: one file in memory, without a name, that
 * is gone when the last process that has it open or mapped ends, however it ends. A process of the
 * same user opens it as {@code /proc/PID/fd/DESCRIPTOR}; its mode is 0600, and whoever has it open
 * can neither make it shorter nor seal it, which would stop this process. Linux only. Thread-safe.
 */
public final class SharedMemory implements BufferAllocator, AutoCloseable {
  /** How the file is called in {@code /proc/PID/fd}, between {@code /memfd:} and a space. */
  public static final String LABEL = "ib-engine";

  private static final long PAGE = 4096;

  private final int descriptor;
  private final Map<Long, Long> offsets = new ConcurrentHashMap<>(); // by address
  private long end;
  private int open; // buffers, and one more until closed
  private boolean closed;

  private SharedMemory(int descriptor) {
    this.descriptor = descriptor;
    this.open = 1;
  }

  /**
   * Empty shared memory; the caller closes it.
   *
   * @throws org.ibengine.error.IbException if the system refuses or cannot be called
   */
  public static SharedMemory create() {
    return new SharedMemory(SystemCalls.createMemoryFile(LABEL));
  }

  /**
   * Zeroed, aligned to 4096 bytes, present in memory; the cpu backend takes it as its own. Closing
   * the buffer gives its memory back, also where another process still has it mapped.
   *
   * @throws IllegalArgumentException if {@code sizeBytes} is not positive
   * @throws IllegalStateException once this was closed
   * @throws org.ibengine.error.BackendFailureException if there is not that much memory
   */
  @Override
  public synchronized HostBuffer allocate(long sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > Long.MAX_VALUE - end - PAGE) {
      throw new IllegalArgumentException("buffer size must be at least 1, was " + sizeBytes);
    }
    if (closed) {
      throw new IllegalStateException("the shared memory is closed");
    }
    long length = (sizeBytes + PAGE - 1) / PAGE * PAGE;
    SystemCalls.extend(descriptor, end, length);
    long offset = end;
    end += length;
    long address = SystemCalls.map(descriptor, offset, length);
    offsets.put(address, offset);
    open++;
    return new CpuBuffer(address, sizeBytes, () -> free(address, length));
  }

  private synchronized void free(long address, long length) {
    long offset = offsets.remove(address);
    SystemCalls.unmap(address, length);
    SystemCalls.empty(descriptor, offset, length);
    closeLast();
  }

  /** Number of the file among the open files of this process; valid until {@link #close}. */
  public int descriptor() {
    return descriptor;
  }

  /**
   * Where in the file a buffer begins.
   *
   * @param address of an open buffer's first byte
   * @throws IllegalArgumentException if no buffer of this memory begins there
   */
  public long offsetOf(long address) {
    Long offset = offsets.get(address);
    if (offset == null) {
      throw new IllegalArgumentException(
          Text.format("no buffer of this shared memory begins at address 0x%x", address));
    }
    return offset;
  }

  /** No more buffers from here on; those that are open stay valid until closed. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeLast();
    }
  }

  private void closeLast() {
    open--;
    if (open == 0) {
      SystemCalls.close(descriptor);
    }
  }
}
