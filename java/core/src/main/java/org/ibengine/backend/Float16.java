package org.ibengine.backend;

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
