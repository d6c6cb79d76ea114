package org.ibengine.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;

/** Memory of the Java heap, for what passes through. */
final class HeapBuffer implements HostBuffer {
  private final ByteBuffer bytes;

  HeapBuffer(long sizeBytes) {
    this.bytes = ByteBuffer.allocate(Math.toIntExact(sizeBytes));
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
    throw new UnsupportedOperationException("memory of the Java heap has no address");
  }

  /** The garbage collector frees it. */
  @Override
  public void close() {}
}
