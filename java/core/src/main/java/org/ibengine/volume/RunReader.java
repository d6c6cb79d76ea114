package org.ibengine.volume;

/** Reads the runs of {@link IndexRuns} one after the other. Not thread-safe. */
final class RunReader {
  private final byte[] coded; // as IndexRuns.toBytes says; not changed
  private int at;
  private long begin;
  private long end;
  private long gap;

  /**
   * @param at where the next run begins in {@code coded}
   * @param end where the run before it ended
   */
  RunReader(byte[] coded, int at, long end) {
    this.coded = coded;
    this.at = at;
    this.end = end;
  }

  boolean hasNext() {
    return at < coded.length;
  }

  /**
   * @throws ArithmeticException if a run ends beyond 2^63 voxels
   * @throws IllegalArgumentException if a number takes more than 63 bits
   */
  void next() {
    gap = number();
    begin = Math.addExact(end, gap);
    end = Math.addExact(begin, number());
  }

  /** Index of its first voxel. */
  long begin() {
    return begin;
  }

  /** After its last voxel. */
  long end() {
    return end;
  }

  /** Where the run after it begins in the bytes. */
  int at() {
    return at;
  }

  /** Only the first run may begin where the one before ended. */
  boolean isBadGap(int run) {
    return gap == 0 && run > 0;
  }

  private long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      long part = coded[at++];
      if (shift > 56) {
        throw new IllegalArgumentException("a number of runs takes more than 63 bits");
      }
      value |= (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
