package org.ibengine.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ibengine.backend.SharedMemory;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;

/**
 * Memory of the cpu backend that another process can map: one file in memory, without a name, that
 * is gone when the last process that has it open or mapped ends, however it ends. A process of the
 * same user opens it as {@code /proc/PID/fd/DESCRIPTOR}; its mode is 0600, and whoever has it open
 * can neither make it shorter nor seal it, which would stop this process. Linux only. Thread-safe.
 */
final class MemoryFile implements SharedMemory {
  /** How the file is called in {@code /proc/PID/fd}, between {@code /memfd:} and a space. */
  static final String LABEL = "ib-engine";

  private static final long PAGE = 4096;

  private final int descriptor;
  private final Map<Long, Long> offsets = new ConcurrentHashMap<>(); // by address
  private long end;
  private int open; // buffers, and one more until closed
  private boolean closed;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
    this.open = 1;
  }

  /**
   * Empty shared memory; the caller closes it.
   *
   * @throws org.ibengine.error.IbException if the system refuses or cannot be called
   */
  static MemoryFile create() {
    return new MemoryFile(SystemCalls.createMemoryFile(LABEL));
  }

  /** Zeroed, and present in memory. */
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

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public long offsetOf(long address) {
    Long offset = offsets.get(address);
    if (offset == null) {
      throw new IllegalArgumentException(
          Text.format("no buffer of this shared memory begins at address 0x%x", address));
    }
    return offset;
  }

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
