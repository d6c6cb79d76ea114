package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.PackedVolume;

/**
 * The table of rows of a packed volume, for reading it from the first to the last: looked at some
 * thousand entries at a time, because a view of memory costs more than the entries in it. Not
 * thread-safe.
 */
public final class RowTable {
  private static final int BLOCK = 1 << 13; // entries

  private final PackedVolume volume;
  private final long entries;
  private ByteBuffer block;
  private long first; // of the block
  private long end;

  public RowTable(PackedVolume volume) {
    this.volume = volume;
    this.entries = new BrickLayout(volume.size()).rows() + 1;
  }

  /** Where a row begins in the bytes; {@code row = rows()}: where the last one ends. */
  public long entry(long row) {
    if (row < first || row >= end) {
      first = row;
      end = Math.min(entries, row + BLOCK);
      block =
          volume
              .data()
              .bareView(BrickLayout.entryAt(first), Math.toIntExact((end - first) * Long.BYTES));
    }
    return block.getLong((int) (row - first) * Long.BYTES);
  }
}
