package org.ibengine.backend;

/**
 * Logarithm and powers in float32 by polynomials that every backend computes alike, since the
 * libraries of processors and devices differ. Relative error of {@link #pow} for exponents up to 2
 * and values above 2^−24: below 3 · 10^−6.
 */
final class FloatPower {
  private static final double LN2 = 0.6931471805599453;
  private static final float ROOT2 = 1.41421356f;
  private static final float LEAST_NORMAL = 0x1p-126f;

  /** Of log2((1 + t) / (1 − t)) = t · (L[0] + t² · (L[1] + …)). */
  private static final float[] LOG = new float[5];

  /** Of 2^f. */
  private static final float[] EXP = new float[8];

  static {
    for (int i = 0; i < LOG.length; i++) {
      LOG[i] = (float) (2 / LN2 / (2 * i + 1));
    }
    double term = 1;
    for (int i = 0; i < EXP.length; i++) {
      EXP[i] = (float) term;
      term = term * LN2 / (i + 1);
    }
  }

  private FloatPower() {}

  /**
   * @param value positive and normal
   */
  static float log2(float value) {
    int exponent = Math.getExponent(value);
    float mantissa = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0x7F_FFFF | 0x3F80_0000);
    if (mantissa > ROOT2) {
      mantissa = mantissa * 0.5f;
      exponent++;
    }
    float t = (mantissa - 1) / (mantissa + 1);
    float square = t * t;
    float sum = LOG[4];
    for (int i = 3; i >= 0; i--) {
      sum = LOG[i] + square * sum;
    }
    return exponent + t * sum;
  }

  /**
   * @param power at most 126
   */
  static float exp2(float power) {
    float y = Math.max(power, -126);
    float whole = (float) Math.rint(y);
    float part = y - whole;
    float sum = EXP[7];
    for (int i = 6; i >= 0; i--) {
      sum = EXP[i] + part * sum;
    }
    int bits = Float.floatToRawIntBits(sum) + ((int) whole << 23);
    return bits < 0x0080_0000 ? 0 : Float.intBitsToFloat(bits);
  }

  /**
   * @param base from 0 to 1; below 2^−126 it counts as 0
   * @param exponent above 0
   */
  static float pow(float base, float exponent) {
    return base < LEAST_NORMAL ? 0 : exp2(exponent * log2(base));
  }
}
