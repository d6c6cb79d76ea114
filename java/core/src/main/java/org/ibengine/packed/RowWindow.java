package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.PackedVolume;

/**
 * The bytes of rows of a packed volume, for reading them from the first to the last: looked at many
 * short rows at a time, because a view of memory costs more than the heads of a row. Not
 * thread-safe.
 */
final class RowWindow {
  private static final int BYTES = 1 << 16;

  private final PackedVolume volume;
  private ByteBuffer bytes;
  private long begin;
  private long end;

  RowWindow(PackedVolume volume) {
    this.volume = volume;
  }

  /**
   * Where {@code [from, from + length)}, inside the volume's bytes, begins in {@link #bytes}, which
   * may be other bytes after this.
   */
  int find(long from, long length) {
    if (from < begin || from + length > end) {
      begin = from;
      end = from + Math.max(length, Math.min(BYTES, volume.sizeBytes() - from));
      bytes = volume.data().bareView(begin, Math.toIntExact(end - begin));
    }
    return (int) (from - begin);
  }

  /** Little-endian. */
  ByteBuffer bytes() {
    return bytes;
  }
}
