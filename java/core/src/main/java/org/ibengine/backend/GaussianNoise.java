package org.ibengine.backend;

/**
 * A normally distributed number for each element of a patch: {@link Philox} counts the elements,
 * Box and Muller's method (Ann. Math. Stat. 29(2), 1958, doi 10.1214/aoms/1177706645) makes two
 * numbers of two, with polynomials instead of a library's functions. None is further than 5.8 from
 * 0.
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

  private final long seed;

  GaussianNoise(long seed) {
    this.seed = seed;
  }

  /** For an element, by its place in memory order. */
  float at(long element) {
    int[] words = Philox.words(element >>> 2, seed);
    int pair = (int) (element & 2);
    return normal(words[pair], words[pair + 1], (element & 1) == 0);
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
