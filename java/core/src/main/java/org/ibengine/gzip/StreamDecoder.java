package org.ibengine.gzip;

import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/** Inflates one stream, of gzip or of zlib, piece by piece. Not thread-safe. */
public interface StreamDecoder extends AutoCloseable {
  /**
   * Inflates from {@code source} into {@code target} (both direct), advancing both positions, until
   * the source is empty or the target is full.
   *
   * @throws ZipException if the bytes are of another kind, are damaged, or a checksum differs
   */
  void decode(ByteBuffer source, ByteBuffer target) throws ZipException;

  /** True if the bytes taken so far end with a complete, checked member or stream. */
  boolean atEnd();

  @Override
  void close();
}
