package org.ibengine.cuda;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ibengine.volume.HostBuffer;

/**
 * A page-locked block of the pool. A view is bare memory: it neither keeps the block nor notices
 * its closing.
 */
final class CudaBuffer implements HostBuffer {
  private final BlockPool<PinnedBuffer> pool;
  private final PinnedBuffer block;
  private final long sizeBytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CudaBuffer(BlockPool<PinnedBuffer> pool, PinnedBuffer block, long sizeBytes) {
    this.pool = pool;
    this.block = block;
    this.sizeBytes = sizeBytes;
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
    if (closed.get()) {
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
    long base = address();
    if (offset < 0 || length < 0 || offset > sizeBytes - length) {
      throw new IllegalArgumentException(
          "view [%d, %d) is not inside a buffer of %d bytes"
              .formatted(offset, offset + length, sizeBytes));
    }
    return new Pointer(base).getByteBuffer(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.release(block);
    }
  }
}
