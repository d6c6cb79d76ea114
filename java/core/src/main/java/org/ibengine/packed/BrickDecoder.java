package org.ibengine.packed;

import java.nio.ByteBuffer;

/** Decodes the bricks of one row, x ascending. Not thread-safe. */
final class BrickDecoder {
  /** A plain head of width 0, and the bytes of its payload. */
  private static final byte FLAT = (byte) (BrickLayout.PLAIN << 4);

  private static final int FLAT_BYTES = 2;

  private final int[] codes = new int[BrickLayout.VOXELS];
  private final ByteBuffer row;
  private int at; // of the next brick's payload
  private int brick = -1;

  /**
   * @param row of bricks, and at least four bytes more
   * @param bricks in the row
   */
  BrickDecoder(ByteBuffer row, int bricks) {
    this.row = row;
    this.at = bricks;
  }

  /**
   * How many of the next bricks, at most {@code most}, have one value alone, the same for all.
   *
   * @return 0 if the next one has several
   */
  int flat(int most) {
    int payload = at;
    int count = 0;
    while (count < most
        && row.get(brick + 1 + count) == FLAT
        && row.getShort(payload) == row.getShort(at)) {
      payload += FLAT_BYTES;
      count++;
    }
    return count;
  }

  /** The code of the next brick, which is flat. */
  int flatCode() {
    return row.getShort(at) & 0xffff;
  }

  /** Passes over the next {@code count} bricks. */
  void skip(int count) {
    for (int i = 0; i < count; i++) {
      brick++;
      at += PackedRows.payloadBytes(row.get(brick));
    }
  }

  /**
   * The codes of the next brick, voxel (x, y, z) of it at {@code (z · 4 + y) · 8 + x}; the same
   * array every time.
   */
  int[] next() {
    brick++;
    int head = row.get(brick) & 255;
    int begin = at;
    at += PackedRows.payloadBytes((byte) head);
    int least = row.getShort(begin) & 0xffff;
    int first = BrickLayout.width(head & 15);
    int others = head >> 4;
    if (others == BrickLayout.PLAIN) {
      plain(begin + 2, first, least);
    } else {
      int step = row.get(begin + 2) << Math.max(0, others - 5);
      sloped(begin + 3, new Widths(first, others), least, step);
    }
    return codes;
  }

  private record Widths(int first, int others) {}

  /** In the order of the payload: pairs of z, then y, then z within a pair. */
  private void plain(int from, int width, int least) {
    int byteAt = from;
    for (int pair = 0; pair < BrickLayout.Z; pair += 2) {
      for (int y = 0; y < BrickLayout.Y; y++) {
        for (int z = pair; z < pair + 2; z++) {
          read(byteAt, width, least, (z * BrickLayout.Y + y) * BrickLayout.X);
          byteAt += width;
        }
      }
    }
  }

  private void sloped(int from, Widths widths, int least, int step) {
    int byteAt = from;
    for (int pair = 0; pair < BrickLayout.Z; pair += 2) {
      for (int y = 0; y < BrickLayout.Y; y++) {
        int width = y == 0 ? widths.first() : widths.others();
        for (int z = pair; z < pair + 2; z++) {
          int to = (z * BrickLayout.Y + y) * BrickLayout.X;
          read(byteAt, width, y == 0 ? least : step, to);
          byteAt += width;
          for (int x = 0; y > 0 && x < BrickLayout.X; x++) {
            codes[to + x] += codes[to + x - BrickLayout.X];
          }
        }
      }
    }
  }

  private void read(int byteAt, int width, int add, int to) {
    int mask = (1 << width) - 1;
    for (int x = 0; x < BrickLayout.X; x++) {
      int bit = x * width;
      codes[to + x] = (row.getInt(byteAt + (bit >> 3)) >>> (bit & 7) & mask) + add;
    }
  }
}
