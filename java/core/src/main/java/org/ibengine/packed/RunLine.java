package org.ibengine.packed;

import java.util.Arrays;

/** The runs of one line of voxels, ascending; those side by side become one. Not thread-safe. */
final class RunLine {
  private final int length;
  private int[] ends = {}; // begin and end of each run
  private int used;

  RunLine(int length) {
    this.length = length;
  }

  /**
   * @param begin not before the end of what was added last
   * @param end may lie beyond the line
   */
  void add(int begin, int end) {
    int inside = Math.min(end, length);
    if (begin >= inside) {
      return;
    }
    if (used > 0 && ends[used - 1] == begin) {
      ends[used - 1] = inside;
      return;
    }
    if (used == ends.length) {
      ends = Arrays.copyOf(ends, Math.max(8, 2 * used));
    }
    ends[used++] = begin;
    ends[used++] = inside;
  }

  void tell(int y, int z, PackedForeground.Sink sink) {
    for (int run = 0; run < used; run += 2) {
      sink.run(ends[run], ends[run + 1], y, z);
    }
  }

  void clear() {
    used = 0;
  }
}
