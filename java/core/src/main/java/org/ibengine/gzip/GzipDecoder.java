package org.ibengine.gzip;

import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * Inflates one gzip file: members back to back, every CRC-32 and length checked, zero bytes after
 * the last member ignored. Not thread-safe.
 */
public interface GzipDecoder extends AutoCloseable {
  /**
   * Inflates from {@code source} into {@code target} (both direct), advancing both positions, until
   * the source is empty or the target is full.
   *
   * @throws ZipException if the bytes are not gzip, are damaged, or a checksum differs
   */
  void decode(ByteBuffer source, ByteBuffer target) throws ZipException;

  /** True if the bytes taken so far end with a complete, checked member. */
  boolean atMemberEnd();

  @Override
  void close();
}
