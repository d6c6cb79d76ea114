package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Float16Test {
  /** The definition: sign, exponent and mantissa as a value. */
  private static double valueOf(int bits) {
    int exponent = bits >> 10 & 31;
    int mantissa = bits & 0x3FF;
    double magnitude =
        exponent == 0 ? mantissa * 0x1p-24 : Math.scalb(1 + mantissa / 1024.0, exponent - 15);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyFiniteValueIsKept() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      assertEquals(bits, Float16.bitsOf((float) valueOf(bits)) & 0xFFFF);
      assertEquals(bits | 0x8000, Float16.bitsOf((float) valueOf(bits | 0x8000)) & 0xFFFF);
    }
  }

  @Test
  void betweenNeighboursTheNearerWinsAndTheEvenOneInTheMiddle() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      float middle = (float) ((valueOf(bits) + valueOf(bits + 1)) / 2); // exact in float32
      assertEquals(bits + (bits & 1), Float16.bitsOf(middle));
      assertEquals(bits, Float16.bitsOf(Math.nextDown(middle)));
      assertEquals(bits + 1, Float16.bitsOf(Math.nextUp(middle)));
    }
  }

  @Test
  void fromHalfwayBeyondTheLargestValueOnItIsInfinity() {
    assertEquals(0x7BFF, Float16.bitsOf(Math.nextDown(65520f)));
    assertEquals(0x7C00, Float16.bitsOf(65520f));
    assertEquals(0x7C00, Float16.bitsOf(Float.POSITIVE_INFINITY));
    assertEquals((short) 0xFC00, Float16.bitsOf(Float.NEGATIVE_INFINITY));
  }

  @Test
  void notANumberStaysOne() {
    assertEquals(0x7E00, Float16.bitsOf(Float.NaN));
    assertEquals(0x7E00, Float16.bitsOf(Float.intBitsToFloat(0x7F800001)));
    assertEquals(0x7E00, Float16.bitsOf(Double.NaN));
  }

  @Test
  void bitsOfEveryFiniteValueGiveItBack() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      assertEquals(valueOf(bits), Float16.valueOf((short) bits));
      assertEquals(valueOf(bits | 0x8000), Float16.valueOf((short) (bits | 0x8000)));
    }
  }

  @Test
  void bitsBeyondTheFiniteOnesAreInfinitiesAndNotANumber() {
    assertEquals(Float.POSITIVE_INFINITY, Float16.valueOf((short) 0x7C00));
    assertEquals(Float.NEGATIVE_INFINITY, Float16.valueOf((short) 0xFC00));
    for (int bits = 0x7C01; bits < 0x8000; bits++) {
      float quiet = Float16.valueOf((short) bits);
      assertEquals(
          0x7FC0_0000 | (bits & 0x3FF) << 13, Float.floatToRawIntBits(quiet), () -> "of NaN");
      assertTrue(Float.isNaN(Float16.valueOf((short) (bits | 0x8000))));
    }
  }

  @Test
  void float64IsRoundedOnceNotByWayOfFloat32() {
    assertEquals(0x3C00, Float16.bitsOf(1 + 0x1p-11)); // in the middle, so to the even one
    assertEquals(0x3C01, Float16.bitsOf(1 + 0x1p-11 + 0x1p-40)); // which float32 does not see
    assertEquals(0x3C01, Float16.bitsOf(1 + 3 * 0x1p-11 - 0x1p-40));
    assertEquals((short) 0xBC01, Float16.bitsOf(-1 - 0x1p-11 - 0x1p-40));
    assertEquals(0x0000, Float16.bitsOf(0x1p-25));
    assertEquals(0x0001, Float16.bitsOf(0x1p-25 + 0x1p-60));
    assertEquals(0x0001, Float16.bitsOf(3 * 0x1p-25 - 0x1p-60));
    assertEquals((short) 0x8000, Float16.bitsOf(-1e-300));
    assertEquals(0x7BFF, Float16.bitsOf(65520 - 0x1p-30));
    assertEquals(0x7C00, Float16.bitsOf(65520.0));
    assertEquals(0x7C00, Float16.bitsOf(1e300));
  }

  @Test
  void float64BesideEveryMiddleGoesToTheNearerValue() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      double middle = (valueOf(bits) + valueOf(bits + 1)) / 2;
      assertEquals(bits + (bits & 1), Float16.bitsOf(middle));
      assertEquals(bits, Float16.bitsOf(Math.nextDown(middle)));
      assertEquals(bits + 1, Float16.bitsOf(Math.nextUp(middle)));
    }
  }
}
