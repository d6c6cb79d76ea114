package org.ibengine.gzip;

import java.util.zip.ZipException;
import org.ibengine.text.Text;

/** The last eight bytes of one gzip member, taken byte by byte: CRC-32 and length of its data. */
final class GzipTrailer {
  private static final int BYTES = 8;
  private static final long LOW_32 = 0xffff_ffffL;

  private long bits; // both numbers, the first in the lower half
  private int taken;

  /** True once the trailer is complete with this byte. */
  boolean accept(int next) {
    bits |= (long) next << (8 * taken);
    return ++taken == BYTES;
  }

  void verify(long crc, long length) throws ZipException {
    long storedCrc = bits & LOW_32;
    if (storedCrc != crc) {
      throw new ZipException(
          Text.format("gzip checksum differs: stored %08x, computed %08x", storedCrc, crc));
    }
    long storedLength = bits >>> 32;
    if (storedLength != (length & LOW_32)) {
      throw new ZipException(
          Text.format(
              "gzip length differs: stored %d, inflated %d (modulo 2^32)",
              storedLength, length & LOW_32));
    }
  }
}
