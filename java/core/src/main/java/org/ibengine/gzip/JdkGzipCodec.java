package org.ibengine.gzip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.ibengine.text.Text;

/**
 * gzip by {@code java.util.zip}: always there, the reference for the native codecs. Thread-safe.
 */
public final class JdkGzipCodec implements GzipCodec {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;

  // Level 1, like nibabel's default: level 6 takes four times as long for a few percent of a scan.
  private static final int LEVEL = Deflater.BEST_SPEED;

  @Override
  public StreamDecoder newDecoder() {
    return new JdkGzipDecoder();
  }

  @Override
  public int maxEncodedSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative, was " + size);
    }
    // Nine bits a byte: some zlib builds use the fixed Huffman code at level 1, whatever the data.
    long bound = (long) size + (size >>> 3) + 64L + HEADER_BYTES + TRAILER_BYTES;
    if (bound > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "%d bytes are too many for one gzip member; encode at most 1 GiB at a time", size));
    }
    return (int) bound;
  }

  @Override
  public void encode(ByteBuffer source, ByteBuffer target) {
    int bound = maxEncodedSize(source.remaining());
    if (target.remaining() < bound) {
      throw new IllegalArgumentException(
          Text.format(
              "the target must have %d bytes left for %d bytes of source, has %d",
              bound, source.remaining(), target.remaining()));
    }
    int size = source.remaining();
    CRC32 crc = new CRC32();
    crc.update(source.duplicate());
    target.put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
    deflate(source, target);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    target.put(trailer.putInt((int) crc.getValue()).putInt(size).flip());
  }

  private static void deflate(ByteBuffer source, ByteBuffer target) {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      deflater.setInput(source);
      deflater.finish();
      while (!deflater.finished()) {
        if (deflater.deflate(target) == 0 && !target.hasRemaining()) {
          throw new IllegalStateException("deflate wrote more than maxEncodedSize promised");
        }
      }
    } finally {
      deflater.end();
    }
  }
}
