package org.ibengine.io;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Finds the keys that have given ranks in ascending order, 16 bits a pass over all keys: what it
 * holds does not grow with their number.
 */
final class RankSearch {
  private static final int DIGIT_BITS = 16;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final long[] rank; // among the keys that begin with prefix
  private final long[] prefix; // digits found so far
  private int shift; // of the digit that is counted now
  private long[] counted = {0}; // prefixes whose next digit is counted, ascending
  private long[][] counts = {new long[DIGITS]};

  /**
   * @param keyBits a multiple of 16
   * @param wanted how many ranks
   */
  RankSearch(int keyBits, int wanted) {
    shift = keyBits - DIGIT_BITS;
    rank = new long[wanted];
    prefix = new long[wanted];
  }

  /** Takes the ranks, from 0; after the first pass, when the number of keys is known. */
  void want(long... ranks) {
    System.arraycopy(ranks, 0, rank, 0, rank.length);
  }

  /** Takes a key of this pass. */
  void accept(long key) {
    long digits = key >>> shift;
    int at =
        counted.length == 1 && counted[0] == digits >>> DIGIT_BITS
            ? 0
            : Arrays.binarySearch(counted, digits >>> DIGIT_BITS);
    if (at >= 0) {
      counts[at][(int) digits & (DIGITS - 1)]++;
    }
  }

  /** Ends a pass; returns whether another one is needed. */
  boolean nextPass() {
    for (int i = 0; i < rank.length; i++) {
      long[] digits = counts[Arrays.binarySearch(counted, prefix[i])];
      int digit = 0;
      while (rank[i] >= digits[digit]) {
        rank[i] -= digits[digit++];
      }
      prefix[i] = prefix[i] << DIGIT_BITS | digit;
    }
    shift -= DIGIT_BITS;
    if (shift < 0) {
      return false;
    }
    counted = LongStream.of(prefix).sorted().distinct().toArray();
    counts = new long[counted.length][DIGITS];
    return true;
  }

  /** The keys, in the order of the ranks; after the last pass. */
  long[] found() {
    return prefix;
  }
}
