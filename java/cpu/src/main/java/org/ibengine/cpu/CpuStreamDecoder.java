package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.zip.ZipException;
import org.ibengine.gzip.StreamDecoder;

/** Owns an {@code ib_inflater}. */
final class CpuStreamDecoder implements StreamDecoder {
  private final ByteBuffer consumed = CallBuffers.create(Long.BYTES);
  private final ByteBuffer produced = CallBuffers.create(Long.BYTES);
  private final ByteBuffer memberEnd = CallBuffers.create(Integer.BYTES);
  private long handle; // 0 once closed

  private CpuStreamDecoder(ByteBuffer created) {
    handle = created.getLong(0);
  }

  static CpuStreamDecoder ofGzip() {
    ByteBuffer out = CallBuffers.create(Long.BYTES);
    Status.check(CpuLibrary.ib_inflater_create(out), "ib_inflater_create()");
    return new CpuStreamDecoder(out);
  }

  static CpuStreamDecoder ofZlib() {
    ByteBuffer out = CallBuffers.create(Long.BYTES);
    Status.check(CpuLibrary.ib_zlib_inflater_create(out), "ib_zlib_inflater_create()");
    return new CpuStreamDecoder(out);
  }

  @Override
  public void decode(ByteBuffer source, ByteBuffer target) throws ZipException {
    if (handle == 0) {
      throw new IllegalStateException("the decoder is closed");
    }
    CpuGzipCodec.requireDirect(source, "source");
    CpuGzipCodec.requireDirect(target, "target");
    int status =
        CpuLibrary.ib_inflater_run(
            handle,
            source,
            source.remaining(),
            target,
            target.remaining(),
            consumed,
            produced,
            memberEnd);
    if (status == Status.CORRUPT_DATA) {
      throw new ZipException(CpuLibrary.ib_last_error());
    }
    Status.check(status, "ib_inflater_run(%d to %d bytes)", source.remaining(), target.remaining());
    source.position(source.position() + Math.toIntExact(consumed.getLong(0)));
    target.position(target.position() + Math.toIntExact(produced.getLong(0)));
  }

  @Override
  public boolean atEnd() {
    return memberEnd.getInt(0) != 0;
  }

  @Override
  public void close() {
    CpuLibrary.ib_inflater_destroy(handle);
    handle = 0;
  }
}
