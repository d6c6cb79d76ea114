package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.PackedVolume;

/** The table of rows of a packed volume, and its rows of bricks. */
public final class PackedRows {
  /** A decoder may read so far past the end of a row. */
  private static final int SLACK = 32;

  private static final int[] PAYLOAD_BYTES = new int[256];

  static {
    for (int head = 0; head < PAYLOAD_BYTES.length; head++) {
      PAYLOAD_BYTES[head] = BrickLayout.payloadBytes(head);
    }
  }

  private PackedRows() {}

  /** Where a row begins in the bytes; {@code row = rows()}: where the last one ends. */
  public static long entry(PackedVolume volume, long row) {
    return volume.data().bareView(BrickLayout.entryAt(row), Long.BYTES).getLong(0);
  }

  /** Of a brick with that head byte. */
  static int payloadBytes(byte head) {
    return PAYLOAD_BYTES[head & 255];
  }

  /** Bytes of a row that begins there, as its heads say. */
  static long bytesByHeads(PackedVolume volume, long begin, BrickLayout layout) {
    ByteBuffer heads = volume.data().bareView(begin, layout.rowLength());
    long bytes = layout.rowLength();
    for (int x = 0; x < layout.rowLength(); x++) {
      bytes += payloadBytes(heads.get(x));
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
