package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
  }
}
