package org.ibengine.cpu;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ibengine.volume.HostBuffer;

/**
 * A block of the native pool or of {@link SharedMemory}. A view is bare memory: it neither keeps
 * the block nor notices its closing. A buffer that is never closed is never freed.
 */
final class CpuBuffer implements HostBuffer {
  private final long address;
  private final long size;
  private final Runnable free;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param free called once, on close
   */
  CpuBuffer(long address, long size, Runnable free) {
    this.address = address;
    this.size = size;
    this.free = free;
  }

  static CpuBuffer acquire(long sizeBytes) {
    ByteBuffer out = Scratch.create(Long.BYTES);
    Status.check(
        CpuLibrary.ib_memory_acquire(sizeBytes, out), "ib_memory_acquire(%d bytes)", sizeBytes);
    long address = out.getLong(0);
    return new CpuBuffer(address, sizeBytes, () -> release(address, sizeBytes));
  }

  private static void release(long address, long sizeBytes) {
    Status.check(CpuLibrary.ib_memory_release(address), "ib_memory_release(%d bytes)", sizeBytes);
  }

  /**
   * @throws IllegalArgumentException if the buffer is of another backend
   */
  static CpuBuffer of(HostBuffer buffer) {
    if (buffer instanceof CpuBuffer own) {
      return own;
    }
    throw new IllegalArgumentException(
        "memory must come from allocate() of the cpu backend, was a "
            + buffer.getClass().getName());
  }

  @Override
  public long address() {
    if (closed.get()) {
      throw new IllegalStateException("buffer of " + size + " bytes is closed");
    }
    return address;
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    long base = address();
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IllegalArgumentException(
          "view [%d, %d) is not inside a buffer of %d bytes"
              .formatted(offset, offset + length, size));
    }
    return new Pointer(base).getByteBuffer(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      free.run();
    }
  }
}
