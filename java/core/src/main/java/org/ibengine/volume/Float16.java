package org.ibengine.volume;

/** IEEE 754 binary16, of which Java 17 knows nothing. */
public final class Float16 {
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x7E00;
  private static final float SMALLEST_NORMAL = 0x1p-14f;
  private static final float OVERFLOW = 65520f; // halfway between the largest value and 2^16
  private static final int MANTISSA_BITS_DROPPED = 23 - 10;
  private static final int BIAS_DIFFERENCE = 127 - 15;

  private Float16() {}

  /** Bits of the nearest value, ties to the even mantissa. */
  public static short bitsOf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    return (short) (sign | magnitude(Math.abs(value), bits & 0x7FFF_FFFF));
  }

  /** Bits of the value nearest to a float64, ties to the even mantissa; rounded once. */
  public static short bitsOf(double value) {
    float near = (float) value;
    int bits = Float.floatToRawIntBits(near);
    boolean inexact = Float.isFinite(near) && near != value && (bits & 1) == 0;
    if (!inexact) {
      return bitsOf(near);
    }
    // Neither float beside the value may look like a tie: of the two, the odd one.
    boolean tooFar = Math.abs((double) near) > Math.abs(value);
    return bitsOf(Float.intBitsToFloat(tooFar ? bits - 1 : bits + 1));
  }

  /** The value that has these bits; exact. NaN stays NaN. */
  public static float valueOf(short bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = bits & 0x7FFF;
    if (magnitude < 0x400) { // subnormal: a multiple of 2^-24
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * 0x1p-24f));
    }
    int shifted = magnitude << MANTISSA_BITS_DROPPED;
    if (magnitude >= INFINITY) {
      int quiet = magnitude > INFINITY ? 0x0040_0000 : 0;
      return Float.intBitsToFloat(sign | 0x7F80_0000 | quiet | shifted & 0x007F_FFFF);
    }
    return Float.intBitsToFloat(sign | shifted + (BIAS_DIFFERENCE << 23));
  }

  private static int magnitude(float value, int bits) {
    if (Float.isNaN(value)) {
      return QUIET_NAN | (bits >>> MANTISSA_BITS_DROPPED & 0x3FF);
    }
    if (value >= OVERFLOW) {
      return INFINITY;
    }
    if (value < SMALLEST_NORMAL) {
      return (int) Math.rint(value * 0x1p24); // subnormal: a multiple of 2^-24
    }
    int lastKept = bits >>> MANTISSA_BITS_DROPPED & 1;
    int rounded = bits + 0xFFF + lastKept; // a carry moves on into the exponent
    return (rounded >>> MANTISSA_BITS_DROPPED) - (BIAS_DIFFERENCE << 10);
  }
}
