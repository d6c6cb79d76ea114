package org.ibengine.serve;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;

/** Bytes of Java's, which the garbage collector frees. */
record ToyBuffer(ByteBuffer bytes) implements HostBuffer {
  private static final int ALIGNMENT = 4096;

  static ToyBuffer allocate(int sizeBytes) {
    ByteBuffer whole = ByteBuffer.allocateDirect(sizeBytes + ALIGNMENT);
    int aligned = ALIGNMENT - whole.alignmentOffset(0, ALIGNMENT);
    return new ToyBuffer(whole.slice(aligned, sizeBytes));
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
