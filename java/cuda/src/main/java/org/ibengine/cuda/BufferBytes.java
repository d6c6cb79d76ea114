package org.ibengine.cuda;

/** Sizes of buffers. */
final class BufferBytes {
  private static final long MOST = 1L << 46;

  private BufferBytes() {}

  /**
   * The same number.
   *
   * @throws IllegalArgumentException if no buffer has so many bytes
   */
  static long require(long sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MOST) {
      throw new IllegalArgumentException("a buffer has 1 to 2^46 bytes, asked for " + sizeBytes);
    }
    return sizeBytes;
  }
}
