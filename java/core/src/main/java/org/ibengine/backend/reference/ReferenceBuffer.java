package org.ibengine.backend.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.error.BackendFailureException;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;

/** A direct byte buffer, which the garbage collector frees some time after {@code close}. */
final class ReferenceBuffer implements HostBuffer {
  private static final int ALIGNMENT = 4096;

  /** What a byte buffer can address once it is aligned. */
  static final long MAX_BYTES = Integer.MAX_VALUE - (ALIGNMENT - 1);

  private static final int OUT_OF_MEMORY = 2; // as IB_OUT_OF_MEMORY of the C ABI

  private final int size;
  private volatile ByteBuffer bytes; // null once closed

  private ReferenceBuffer(ByteBuffer bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  static ReferenceBuffer allocate(long sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          Text.format(
              "a buffer of the reference backend has 1 to %d bytes, asked for %d; use the cpu backend",
              MAX_BYTES, sizeBytes));
    }
    int size = (int) sizeBytes;
    try {
      ByteBuffer whole = ByteBuffer.allocateDirect(size + ALIGNMENT - 1);
      int aligned = -whole.alignmentOffset(0, ALIGNMENT) & (ALIGNMENT - 1);
      return new ReferenceBuffer(whole.slice(aligned, size), size);
    } catch (OutOfMemoryError e) {
      throw new BackendFailureException(
          "allocateDirect(" + size + " bytes)", OUT_OF_MEMORY, e.getMessage());
    }
  }

  /**
   * @throws IllegalArgumentException if the buffer is of another backend
   */
  static void requireOwn(HostBuffer buffer) {
    if (!(buffer instanceof ReferenceBuffer)) {
      throw new IllegalArgumentException(
          "memory must come from allocate() of the reference backend, was a "
              + buffer.getClass().getName());
    }
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    ByteBuffer open = bytes;
    if (open == null) {
      throw new IllegalStateException("buffer of " + size + " bytes is closed");
    }
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IllegalArgumentException(
          Text.format(
              "view [%d, %d) is not inside a buffer of %d bytes", offset, offset + length, size));
    }
    return open.slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long address() {
    throw new UnsupportedOperationException(
        "memory of the reference backend has no address; use the cpu backend");
  }

  @Override
  public void close() {
    bytes = null;
  }
}
