package org.ibengine.volume;

/** Where readers get memory from; usually a backend's pool. Thread-safe. */
@FunctionalInterface
public interface BufferAllocator {
  /** At least {@code sizeBytes} bytes, not zeroed; the caller closes the buffer. */
  HostBuffer allocate(long sizeBytes);
}
