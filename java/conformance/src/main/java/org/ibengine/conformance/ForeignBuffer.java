package org.ibengine.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;

/** Memory that no backend made. */
record ForeignBuffer(ByteBuffer bytes) implements HostBuffer {
  static ForeignBuffer ofSize(int sizeBytes) {
    return new ForeignBuffer(ByteBuffer.allocateDirect(sizeBytes));
  }

  @Override
  public long sizeBytes() {
    return bytes.capacity();
  }

  @Override
  public long address() {
    throw new UnsupportedOperationException("nothing here asks for an address");
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    return bytes.slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {}
}
