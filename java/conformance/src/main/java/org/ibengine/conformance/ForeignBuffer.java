package org.ibengine.conformance;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;

/**
 * Memory that no backend of the project made: of Java's, which the garbage collector frees.
 *
 * @param bytes direct, or mapped
 */
public record ForeignBuffer(ByteBuffer bytes) implements HostBuffer {
  private static final int ALIGNMENT = 4096;

  /** Zeroed, and aligned as a backend's has to be. */
  public static ForeignBuffer ofSize(int sizeBytes) {
    ByteBuffer whole = ByteBuffer.allocateDirect(sizeBytes + ALIGNMENT);
    int aligned = ALIGNMENT - whole.alignmentOffset(0, ALIGNMENT);
    return new ForeignBuffer(whole.slice(aligned, sizeBytes));
  }

  @Override
  public long sizeBytes() {
    return bytes.capacity();
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    return bytes.slice(Math.toIntExact(offset), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long address() {
    return Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
  }

  @Override
  public void close() {
    // The garbage collector frees it.
  }
}
