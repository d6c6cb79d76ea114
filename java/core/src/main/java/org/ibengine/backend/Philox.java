package org.ibengine.backend;

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi
 * 10.1145/2063384.2063405): four random words for each number of a block.
 */
final class Philox {
  private static final int ROUNDS = 10;
  private static final long WORD = 0xFFFF_FFFFL;

  private Philox() {}

  /** Those of a block, under that key. */
  static int[] words(long block, long key) {
    return words(new int[] {(int) block, (int) (block >>> 32), 0, 0}, key);
  }

  static int[] words(int[] counter, long key) {
    int[] c = counter;
    int low = (int) key;
    int high = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long first = 0xD251_1F53L * (c[0] & WORD);
      long second = 0xCD9E_8D57L * (c[2] & WORD);
      c =
          new int[] {
            (int) (second >>> 32) ^ c[1] ^ low,
            (int) second,
            (int) (first >>> 32) ^ c[3] ^ high,
            (int) first
          };
      low += 0x9E37_79B9;
      high += 0xBB67_AE85;
    }
    return c;
  }

  /** Number {@code index} of a stream, uniform in [0, 1), in steps of 2^−24. */
  static double uniform(long index, long key) {
    return (words(index >>> 2, key)[(int) (index & 3)] >>> 8) * 0x1p-24;
  }
}
