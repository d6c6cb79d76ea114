package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;

/** Direct memory that tells once that it was closed, and is not read from then on. */
public final class DirectBuffer implements HostBuffer {
  private final ByteBuffer bytes;
  private final Runnable onClose;
  private boolean closed;

  public DirectBuffer(ByteBuffer bytes, Runnable onClose) {
    this.bytes = bytes;
    this.onClose = onClose;
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
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return bytes.slice(Math.toIntExact(offset), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
