package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FloatPowerTest {
  @Test
  void powersAreNearThoseOfFloat64() {
    double worst = 0;
    for (int i = 1; i <= 20_000; i++) {
      float base = i / 20_000f;
      for (float exponent : new float[] {0.3f, 0.7f, 1f, 1.5f, 2f}) {
        double exact = Math.pow(base, exponent);
        worst = Math.max(worst, Math.abs(FloatPower.pow(base, exponent) - exact) / exact);
      }
    }
    assertTrue(worst < 3e-6, () -> "relative error");
  }

  @Test
  void logarithmsOfPowersOfTwoAreExact() {
    for (int exponent = -126; exponent <= 20; exponent++) {
      assertEquals(exponent, FloatPower.log2((float) Math.pow(2, exponent)));
    }
  }

  @Test
  void theEndsAreExact() {
    assertEquals(0, FloatPower.pow(0, 0.5f));
    assertEquals(1, FloatPower.pow(1, 0.7f));
    assertEquals(0, FloatPower.pow(Float.MIN_VALUE, 0.1f), "too small to be a normal number");
    assertEquals(0x1p-126f, FloatPower.pow(0x1p-100f, 2), "the least normal number");
  }
}
