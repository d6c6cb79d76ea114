package org.ibengine.gzip;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** One zlib stream by {@code java.util.zip}, which checks header and Adler-32. */
final class JdkZlibDecoder implements StreamDecoder {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Inflater inflater = new Inflater();
  private boolean closed;

  @Override
  public void decode(ByteBuffer source, ByteBuffer target) throws ZipException {
    if (closed) {
      throw new IllegalStateException("the zlib decoder is closed");
    }
    inflater.setInput(source);
    try {
      // zlib may hold back output for want of room, and the trailer needs none.
      while (!inflater.finished() && (inflater.inflate(target) > 0 || source.hasRemaining())) {
        if (inflater.needsDictionary()) {
          throw new ZipException("the zlib stream asks for a preset dictionary");
        }
        if (!target.hasRemaining()) {
          break;
        }
      }
    } catch (DataFormatException e) {
      throw new ZipException("the zlib stream is damaged: " + e.getMessage());
    } finally {
      inflater.setInput(NOTHING);
    }
    if (inflater.finished()) {
      source.position(source.limit());
    }
  }

  @Override
  public boolean atEnd() {
    return inflater.finished();
  }

  @Override
  public void close() {
    closed = true;
    inflater.end();
  }
}
