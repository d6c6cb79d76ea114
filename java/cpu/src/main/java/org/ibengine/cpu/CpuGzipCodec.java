package org.ibengine.cpu;

import java.nio.ByteBuffer;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.StreamDecoder;
import org.ibengine.text.Text;

/** gzip and zlib by ISA-L. */
final class CpuGzipCodec implements GzipCodec {
  private static final int LEVEL = 1; // picks by content; smaller than zlib-1 on patches

  @Override
  public StreamDecoder newDecoder() {
    return CpuStreamDecoder.ofGzip();
  }

  @Override
  public StreamDecoder newZlibDecoder() {
    return CpuStreamDecoder.ofZlib();
  }

  @Override
  public int maxEncodedSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative, was " + size);
    }
    return Math.toIntExact(CpuLibrary.ib_deflate_bound(size));
  }

  @Override
  public void encode(ByteBuffer source, ByteBuffer target) {
    requireDirect(source, "source");
    requireDirect(target, "target");
    int needed = maxEncodedSize(source.remaining());
    if (target.remaining() < needed) {
      throw new IllegalArgumentException(
          Text.format(
              "encoding %d bytes needs %d bytes of target, has %d",
              source.remaining(), needed, target.remaining()));
    }
    ByteBuffer size = CallBuffers.create(Long.BYTES);
    int status =
        CpuLibrary.ib_deflate(source, source.remaining(), LEVEL, target, target.remaining(), size);
    Status.check(status, "ib_deflate(%d bytes)", source.remaining());
    source.position(source.limit());
    target.position(target.position() + Math.toIntExact(size.getLong(0)));
  }

  static void requireDirect(ByteBuffer buffer, String role) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("the " + role + " of gzip must be a direct buffer");
    }
  }
}
