package org.ibengine.cpu;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.ViewKeeper;

/**
 * A block of the native pool or of a {@link MemoryFile}. A buffer that is never closed is never
 * freed.
 */
final class CpuBuffer implements HostBuffer {
  private final long address;
  private final long size;
  private final ViewKeeper memory;
  private volatile boolean closed;

  /**
   * @param free called once, when the buffer is closed and its views are gone
   */
  CpuBuffer(long address, long size, Runnable free) {
    this.address = address;
    this.size = size;
    this.memory = new ViewKeeper(free);
  }

  static CpuBuffer acquire(long sizeBytes) {
    ByteBuffer out = CallBuffers.create(Long.BYTES);
    Status.check(
        CpuLibrary.ib_memory_acquire(sizeBytes, out), "ib_memory_acquire(%d bytes)", sizeBytes);
    long address = out.getLong(0);
    return new CpuBuffer(address, sizeBytes, () -> release(address, sizeBytes));
  }

  /** Where a direct buffer begins, for structures that point into themselves. */
  static long addressOf(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
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
    if (closed) {
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
    return memory.keptBy(bareView(offset, length));
  }

  @Override
  public ByteBuffer bareView(long offset, int length) {
    long base = address();
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IllegalArgumentException(
          Text.format(
              "view [%d, %d) is not inside a buffer of %d bytes", offset, offset + length, size));
    }
    return new Pointer(base).getByteBuffer(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void copyTo(long offset, ByteBuffer target) {
    memory.during(() -> target.put(bareView(offset, target.remaining())));
  }

  @Override
  public void close() {
    closed = true;
    memory.close();
  }
}
