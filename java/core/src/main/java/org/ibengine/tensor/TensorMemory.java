package org.ibengine.tensor;

import java.nio.ByteBuffer;
import org.ibengine.volume.HostBuffer;

/** The memory a tensor lies in, of the host or of a device. Whoever made it frees it. */
public interface TensorMemory {
  /** Usable bytes. */
  long sizeBytes();

  /**
   * Address of the first byte in the address space of its device.
   *
   * @throws UnsupportedOperationException if this memory has no address that could be told
   * @throws IllegalStateException once the memory is no longer the reader's
   */
  long address();

  /**
   * A direct view of bytes {@code [offset, offset + length)} in little-endian order; writes go
   * through. The memory stays mapped for as long as the view is reachable.
   *
   * @throws UnsupportedOperationException if the host cannot reach the memory
   * @throws IllegalStateException once the memory is no longer the reader's
   */
  ByteBuffer view(long offset, int length);

  /**
   * Copies bytes {@code [offset, offset + target.remaining())} to the position of {@code target}
   * and advances it. Blocks until they are written and copied.
   *
   * @throws IllegalStateException once the memory is no longer the reader's
   */
  default void copyTo(long offset, ByteBuffer target) {
    target.put(view(offset, target.remaining()));
  }

  /** The same memory, seen so; closing the buffer stays its owner's business. */
  static TensorMemory of(HostBuffer buffer) {
    return new TensorMemory() {
      @Override
      public long sizeBytes() {
        return buffer.sizeBytes();
      }

      @Override
      public long address() {
        return buffer.address();
      }

      @Override
      public ByteBuffer view(long offset, int length) {
        return buffer.view(offset, length);
      }

      @Override
      public void copyTo(long offset, ByteBuffer target) {
        buffer.copyTo(offset, target);
      }
    };
  }
}
