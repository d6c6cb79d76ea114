package org.ibengine.backend;

/**
 * A normally distributed number for each element of a patch: Philox4x32-10 (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi 10.1145/2063384.2063405) counts the
 * elements, Box and Muller's method (Ann. Math. Stat. 29(2), 1958, doi 10.1214/aoms/1177706645)
 * makes two numbers of two, with polynomials instead of a library's functions. None is further than
 * 5.8 from 0.
 */
final class GaussianNoise {
  private static final float MINUS_TWO_LN2 = -1.38629436111989f;

  /** Of sin(π/2 · f) = f · (S[0] + f² · (S[1] + …)), f in [0, 1]. */
  private static final float[] SINE = new float[6];

  static {
    double term = Math.PI / 2;
    for (int i = 0; i < SINE.length; i++) {
      SINE[i] = (float) term;
      term = -term * (Math.PI / 2) * (Math.PI / 2) / ((2 * i + 2) * (2 * i + 3));
    }
  }

  private final int keyLow;
  private final int keyHigh;

  GaussianNoise(long seed) {
    this.keyLow = (int) seed;
    this.keyHigh = (int) (seed >>> 32);
  }

  /** For an element, by its place in memory order. */
  float at(long element) {
    int[] words = philox(element >>> 2);
    int pair = (int) (element & 2);
    return normal(words[pair], words[pair + 1], (element & 1) == 0);
  }

  private int[] philox(long block) {
    return philox(new int[] {(int) block, (int) (block >>> 32), 0, 0}, keyLow, keyHigh);
  }

  /** Ten rounds. */
  static int[] philox(int[] counter, int keyLow, int keyHigh) {
    int[] c = counter.clone();
    int low = keyLow;
    int high = keyHigh;
    for (int round = 0; round < 10; round++) {
      long first = 0xD251_1F53L * (c[0] & 0xFFFF_FFFFL);
      long second = 0xCD9E_8D57L * (c[2] & 0xFFFF_FFFFL);
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

  private static float normal(int p, int q, boolean first) {
    float uniform = (((p >>> 9) << 1) | 1) * 0x1p-24f;
    float radius = (float) Math.sqrt(FloatPower.log2(uniform) * MINUS_TWO_LN2);
    float quarter = (q & 0x7F_FFFF) * 0x1p-23f;
    float angle = first ? 1 - quarter : quarter;
    int sign = first ? q : q << 1;
    return (sign < 0 ? -radius : radius) * sine(angle);
  }

  private static float sine(float f) {
    float square = f * f;
    float sum = SINE[5];
    for (int i = 4; i >= 0; i--) {
      sum = SINE[i] + square * sum;
    }
    return f * sum;
  }
}
