package org.ibengine.gzip;

import java.nio.ByteBuffer;

/** Writes and reads gzip (RFC 1952). Thread-safe; each decoder belongs to one thread at a time. */
public interface GzipCodec {
  /** A fresh decoder; the caller closes it. */
  GzipDecoder newDecoder();

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
