package org.ibengine.backend;

import java.util.Arrays;

/**
 * Finds the values at ranks by counting 8 bits of the voxels' keys per pass: how many voxels have
 * the digits known of a rank so far, and which digit they have next. Memory does not grow with the
 * voxels.
 */
final class DigitSearch {
  private static final int BITS = 8;
  private static final int DIGITS = 1 << BITS;

  private final VoxelKeys keys;
  private int shift;
  private long[] prefixes = {0};
  private short[] slotOf = {0}; // null where prefixes are longer than a digit
  private long[][] counts = {new long[DIGITS]};
  private long[] ranks;
  private long[] local;
  private long[] known;

  DigitSearch(VoxelKeys keys) {
    this.keys = keys;
    this.shift = keys.bits() - BITS;
  }

  /** Whether another pass of {@link #count} and {@link #descend} is needed. */
  boolean isOpen() {
    return shift >= 0;
  }

  void count(double[] values, int n) {
    int above = shift + BITS;
    for (int i = 0; i < n; i++) {
      long key = keys.key(values[i]);
      long prefix = above == Long.SIZE ? 0 : key >>> above;
      int slot = slotOf == null ? Arrays.binarySearch(prefixes, prefix) : slotOf[(int) prefix];
      if (slot >= 0) {
        counts[slot][(int) (key >>> shift) & (DIGITS - 1)]++;
      }
    }
  }

  /** Once all voxels were counted. The ranks, ascending and distinct, are the same each time. */
  void descend(long... wanted) {
    if (ranks == null) {
      ranks = wanted;
      local = wanted.clone();
      known = new long[wanted.length];
    }
    for (int i = 0; i < ranks.length; i++) {
      long[] digits = counts[Arrays.binarySearch(prefixes, known[i])];
      int digit = 0;
      while (local[i] >= digits[digit]) {
        local[i] -= digits[digit++];
      }
      known[i] = known[i] << BITS | digit;
    }
    shift -= BITS;
    if (isOpen()) {
      prefixes = Arrays.stream(known).distinct().sorted().toArray();
      counts = new long[prefixes.length][DIGITS];
      slotOf = keys.bits() - shift == 2 * BITS ? table(prefixes) : null;
    }
  }

  /** The place of each prefix of one digit among {@code prefixes}, or −1. */
  private static short[] table(long[] prefixes) {
    short[] table = new short[DIGITS];
    Arrays.fill(table, (short) -1);
    for (int i = 0; i < prefixes.length; i++) {
      table[(int) prefixes[i]] = (short) i;
    }
    return table;
  }

  /** The value at one of the ranks, once the search is not open any more. */
  double valueAt(long rank) {
    return keys.value(known[Arrays.binarySearch(ranks, rank)]);
  }
}
