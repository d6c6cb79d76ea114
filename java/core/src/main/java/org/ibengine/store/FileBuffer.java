package org.ibengine.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.ibengine.volume.HostBuffer;

/**
 * Bytes of an open file as memory that is only read: each view is a copy of what the file has then.
 * A view blocks on the disk and throws {@link UncheckedIOException}.
 */
record FileBuffer(FileChannel channel, long offset, long sizeBytes) implements HostBuffer {
  @Override
  public ByteBuffer view(long from, int length) {
    if (from < 0 || length < 0 || from > sizeBytes - length) {
      throw new IllegalArgumentException(
          "bytes " + from + " to " + (from + length) + " are not among " + sizeBytes);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + from + bytes.position()) < 0) {
          throw new EOFException("the file ends at " + (offset + from + bytes.position()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.flip();
  }

  @Override
  public long address() {
    throw new UnsupportedOperationException("a file has no address");
  }

  /** The channel stays its owner's. */
  @Override
  public void close() {}
}
