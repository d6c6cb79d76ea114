package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.PackedVolume;

/** The rows of bricks of a packed volume. */
final class PackedRows {
  /** A decoder may read so far past the end of a row. */
  static final int SLACK = 32;

  private static final int[] PAYLOAD_BYTES = new int[256];

  static {
    for (int head = 0; head < PAYLOAD_BYTES.length; head++) {
      PAYLOAD_BYTES[head] = BrickLayout.payloadBytes(head);
    }
  }

  private PackedRows() {}

  /** Eight heads of bricks of one value each. */
  private static final long FLAT_HEADS = 0xf0f0f0f0f0f0f0f0L;

  private static final int FLAT_BYTES = Long.BYTES * BrickLayout.payloadBytes(0xf0);

  /** Where a row begins in the bytes; {@code row = rows()}: where the last one ends. */
  static long entry(PackedVolume volume, long row) {
    return volume.data().bareView(BrickLayout.entryAt(row), Long.BYTES).getLong(0);
  }

  /** Of a brick with that head byte. */
  static int payloadBytes(byte head) {
    return PAYLOAD_BYTES[head & 255];
  }

  /** Bytes of a row that begins there, as its heads say. */
  static long bytesByHeads(PackedVolume volume, long begin, BrickLayout layout) {
    return bytesByHeads(volume.data().bareView(begin, layout.rowLength()), 0, layout.rowLength());
  }

  /**
   * Bytes of a row, as its heads say.
   *
   * @param at where they begin in {@code heads}
   */
  static long bytesByHeads(ByteBuffer heads, int at, int rowLength) {
    long bytes = rowLength;
    int end = at + rowLength;
    int head = at;
    while (head < end) {
      if (end - head >= Long.BYTES && heads.getLong(head) == FLAT_HEADS) {
        bytes += FLAT_BYTES;
        head += Long.BYTES;
      } else {
        bytes += payloadBytes(heads.get(head));
        head++;
      }
    }
    return bytes;
  }

  /** The bytes of a row, and a few that follow it. */
  static ByteBuffer row(PackedVolume volume, BrickLayout layout, long row) {
    long begin = entry(volume, row);
    long bytes = bytesByHeads(volume, begin, layout);
    return volume.data().bareView(begin, Math.toIntExact(bytes + SLACK));
  }
}
