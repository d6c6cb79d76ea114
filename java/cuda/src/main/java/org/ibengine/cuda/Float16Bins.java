package org.ibengine.cuda;

import java.nio.LongBuffer;

/** How many voxels of float16 have each bit pattern, put in the order of their values. */
final class Float16Bins {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;

  private final LongBuffer counts;

  /**
   * @param counts of each bit pattern, all 65,536
   */
  Float16Bins(LongBuffer counts) {
    this.counts = counts;
  }

  /** Infinities and NaN. */
  long nonFinite() {
    long sum = 0;
    for (int bits = INFINITY; bits < SIGN; bits++) {
      sum += counts.get(bits) + counts.get(SIGN | bits);
    }
    return sum;
  }

  /**
   * Sets each key to the bits of the voxel at that rank of the sorted finite ones; both zeros are
   * the same, +0. Ranks beyond them leave their key alone.
   *
   * @param ranks ascending
   */
  void findKeys(long[] ranks, long[] keys) {
    long upTo = 0;
    int next = 0;
    for (int i = 1; i < 2 * INFINITY && next < ranks.length; i++) {
      int bits = i < INFINITY ? SIGN | INFINITY - i : i - INFINITY;
      upTo += bits == 0 ? counts.get(0) + counts.get(SIGN) : counts.get(bits);
      for (; next < ranks.length && ranks[next] < upTo; next++) {
        keys[next] = bits;
      }
    }
  }
}
