package org.ibengine.ratio;

import java.util.Arrays;

/**
 * How many placements of a patch hold how many foreground voxels. Exact: all statistics of the
 * ratio follow from it, so no list of placements is kept or sorted. Not thread-safe.
 */
final class CountHistogram {
  private static final int FIRST_LENGTH = 1 << 10;

  private long[] placements = new long[FIRST_LENGTH]; // by count

  /** Bytes of memory of one that was given counts up to {@code largest}. */
  static long bytes(long largest) {
    return Long.BYTES * Math.max(FIRST_LENGTH, 2 * (largest + 1));
  }

  /**
   * Adds one placement for each of the counts; those that are equal one after the other at once.
   */
  void add(int[] counts) {
    long[] to = placements;
    int begin = 0;
    for (int at = 1; at <= counts.length; at++) {
      if (at == counts.length || counts[at] != counts[begin]) {
        int count = counts[begin];
        if (count >= to.length) {
          to = grown(count);
        }
        to[count] += at - begin;
        begin = at;
      }
    }
  }

  private long[] grown(int count) {
    int length = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * Math.max(count, placements.length));
    placements = Arrays.copyOf(placements, Math.max(length, count + 1));
    return placements;
  }

  void add(CountHistogram other) {
    int largest = other.largest();
    if (largest >= placements.length) {
      placements = Arrays.copyOf(placements, largest + 1);
    }
    for (int count = 0; count <= largest; count++) {
      placements[count] += other.placements[count];
    }
  }

  /** Placements that hold that many. */
  long at(int count) {
    return count < placements.length ? placements[count] : 0;
  }

  /** The least count from {@code count} on that a placement has; −1 if there is none. */
  int next(int count) {
    for (int at = count; at < placements.length; at++) {
      if (placements[at] > 0) {
        return at;
      }
    }
    return -1;
  }

  /** The largest count that a placement has; −1 if there is no placement. */
  int largest() {
    int at = placements.length - 1;
    while (at >= 0 && placements[at] == 0) {
      at--;
    }
    return at;
  }

  /** How many placements there are. */
  long total() {
    long total = 0;
    for (long some : placements) {
      total += some;
    }
    return total;
  }

  /** The counts of all placements together. */
  long sum() {
    long sum = 0;
    for (int count = 0; count < placements.length; count++) {
      sum = Math.addExact(sum, Math.multiplyExact(placements[count], (long) count));
    }
    return sum;
  }
}
