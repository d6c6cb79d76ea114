package org.ibengine.gzip;

import java.nio.ByteBuffer;

/**
 * Writes and reads gzip (RFC 1952), and reads zlib (RFC 1950). Thread-safe; each decoder belongs to
 * one thread at a time.
 */
public interface GzipCodec {
  /**
   * A fresh decoder of one gzip file: members back to back, every CRC-32 and length checked, zero
   * bytes after the last member ignored. The caller closes it.
   */
  StreamDecoder newDecoder();

  /**
   * A fresh decoder of one zlib stream, its Adler-32 checked; what follows it is passed over. A
   * preset dictionary is refused. The caller closes it.
   */
  default StreamDecoder newZlibDecoder() {
    return new JdkZlibDecoder();
  }

  /** The most bytes that {@link #encode} of {@code size} bytes needs. */
  int maxEncodedSize(int size);

  /**
   * Deflates all of {@code source} (direct) into one gzip member at {@code target} (direct), with
   * no name and no time in the header, so equal input gives equal bytes. Advances both positions.
   *
   * @throws IllegalArgumentException if the target has less than {@link #maxEncodedSize} left
   */
  void encode(ByteBuffer source, ByteBuffer target);
}
