package org.ibengine.gzip;

import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.ibengine.text.Text;

/** The header of one gzip member (RFC 1952, 2.3), taken byte by byte. */
final class GzipHeader {
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int FIXED_BYTES = 10;

  private enum Field {
    FIXED,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    CHECKSUM,
    DONE
  }

  private final CRC32 crc = new CRC32();
  private Field field = Field.FIXED;
  private int taken; // bytes of the current field
  private int flags;
  private int number; // EXTRA: its length; CHECKSUM: the stored value

  /** True once the header is complete with this byte. */
  boolean accept(int next) throws ZipException {
    if (field != Field.CHECKSUM) {
      crc.update(next);
    }
    switch (field) {
      case FIXED -> acceptFixed(next);
      case EXTRA_LENGTH -> acceptExtraLength(next);
      case EXTRA -> advanceIf(++taken == number);
      case NAME, COMMENT -> advanceIf(next == 0);
      case CHECKSUM -> acceptChecksum(next);
      default -> throw new IllegalStateException("the gzip header is complete");
    }
    return field == Field.DONE;
  }

  private void acceptFixed(int next) throws ZipException {
    switch (taken) {
      case 0 -> require(next == 0x1f, "starts with 1f 8b, first byte was", next);
      case 1 -> require(next == 0x8b, "starts with 1f 8b, second byte was", next);
      case 2 -> require(next == 8, "method must be deflate (08), was", next);
      case 3 -> {
        require((next & RESERVED) == 0, "flags must leave the three upper bits 0, were", next);
        flags = next;
      }
      default -> {}
    }
    advanceIf(++taken == FIXED_BYTES);
  }

  private void acceptExtraLength(int next) {
    number |= next << (8 * taken);
    if (++taken == 2) {
      advanceIf(true);
      // An extra field may be empty: it then ends before its first byte.
      advanceIf(number == 0);
    }
  }

  private void acceptChecksum(int next) throws ZipException {
    number |= next << (8 * taken);
    if (++taken == 2) {
      int computed = (int) crc.getValue() & 0xffff;
      if (number != computed) {
        throw new ZipException(
            Text.format(
                "gzip header checksum differs: stored %04x, computed %04x", number, computed));
      }
      advanceIf(true);
    }
  }

  private void advanceIf(boolean complete) {
    if (!complete) {
      return;
    }
    taken = 0;
    do {
      field = Field.values()[field.ordinal() + 1];
    } while (field != Field.DONE && !present(field));
    if (field == Field.CHECKSUM) {
      number = 0;
    }
  }

  private boolean present(Field candidate) {
    return switch (candidate) {
      case EXTRA_LENGTH, EXTRA -> (flags & FEXTRA) != 0;
      case NAME -> (flags & FNAME) != 0;
      case COMMENT -> (flags & FCOMMENT) != 0;
      case CHECKSUM -> (flags & FHCRC) != 0;
      default -> true;
    };
  }

  private static void require(boolean holds, String rule, int value) throws ZipException {
    if (!holds) {
      throw new ZipException(Text.format("a gzip member's header %s %02x", rule, value));
    }
  }
}
