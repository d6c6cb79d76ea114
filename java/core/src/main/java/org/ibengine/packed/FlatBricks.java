package org.ibengine.packed;

import java.nio.ByteBuffer;

/** Rows of bricks that all have one value, told apart eight bricks at a time. Immutable. */
final class FlatBricks {
  private static final long HEADS = 0xf0f0f0f0f0f0f0f0L; // plain, of width 0
  private static final byte HEAD = (byte) HEADS;

  private final boolean possible;
  private final short code;
  private final long codes; // four times

  private FlatBricks(boolean possible, short code) {
    this.possible = possible;
    this.code = code;
    this.codes = (code & 0xffffL) * 0x0001_0001_0001_0001L;
  }

  /** Those of one code; none if no brick has it. */
  static FlatBricks ofCode(int code) {
    return new FlatBricks(code == (code & 0xffff), (short) code);
  }

  /**
   * Whether a row consists of nothing else.
   *
   * @param at where it begins in the bytes, which are little-endian and hold all of it
   */
  boolean fill(ByteBuffer bytes, int at, int bricks) {
    return possible && headsFill(bytes, at, bricks) && codesFill(bytes, at + bricks, bricks);
  }

  private static boolean headsFill(ByteBuffer bytes, int at, int bricks) {
    int brick = 0;
    for (; brick + Long.BYTES <= bricks; brick += Long.BYTES) {
      if (bytes.getLong(at + brick) != HEADS) {
        return false;
      }
    }
    for (; brick < bricks; brick++) {
      if (bytes.get(at + brick) != HEAD) {
        return false;
      }
    }
    return true;
  }

  private boolean codesFill(ByteBuffer bytes, int at, int bricks) {
    int brick = 0;
    for (; brick + 4 <= bricks; brick += 4) {
      if (bytes.getLong(at + 2 * brick) != codes) {
        return false;
      }
    }
    for (; brick < bricks; brick++) {
      if (bytes.getShort(at + 2 * brick) != code) {
        return false;
      }
    }
    return true;
  }
}
