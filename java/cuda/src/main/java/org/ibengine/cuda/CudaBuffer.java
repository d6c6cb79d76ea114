package org.ibengine.cuda;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.ViewKeeper;

/**
 * A page-locked block of the pool. Views keep it, and the device's context with it, until the
 * garbage collector has found the last of them.
 */
final class CudaBuffer implements HostBuffer {
  private final PinnedBuffer block;
  private final long sizeBytes;
  private final ViewKeeper memory;
  private volatile boolean closed;

  private CudaBuffer(BlockPool<PinnedBuffer> pool, PinnedBuffer block, long sizeBytes) {
    this.block = block;
    this.sizeBytes = sizeBytes;
    this.memory = new ViewKeeper(() -> pool.release(block));
  }

  static CudaBuffer acquire(BlockPool<PinnedBuffer> pool, long sizeBytes) {
    return new CudaBuffer(pool, pool.acquire(sizeBytes), sizeBytes);
  }

  /**
   * @throws IllegalArgumentException if the buffer is of another backend
   */
  static CudaBuffer of(HostBuffer buffer) {
    if (buffer instanceof CudaBuffer own) {
      return own;
    }
    throw new IllegalArgumentException(
        "memory must come from allocate() of the cuda backend, was a "
            + buffer.getClass().getName());
  }

  @Override
  public long address() {
    if (closed) {
      throw new IllegalStateException("buffer of " + sizeBytes + " bytes is closed");
    }
    return block.address();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    return memory.keptBy(bareView(offset, length));
  }

  @Override
  public ByteBuffer bareView(long offset, int length) {
    long base = address();
    if (offset < 0 || length < 0 || offset > sizeBytes - length) {
      throw new IllegalArgumentException(
          Text.format(
              "view [%d, %d) is not inside a buffer of %d bytes",
              offset, offset + length, sizeBytes));
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
