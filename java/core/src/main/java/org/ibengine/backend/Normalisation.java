package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * {@code clamp((v − subtract) / divide, clampLow, clampHigh)} in float32, v rounded to float32
 * first; in raw voxel units. NaN counts as 0 before it is clamped, so the result is a number within
 * the limits. A negative {@code divide} mirrors the scale (a negative scl_slope). {@code divide ==
 * 0} is a step, as IEEE divides: {@code v > subtract} gives the high limit, {@code v < subtract}
 * the low one, {@code v == subtract} what 0 is clamped to.
 *
 * @param clampLow at most {@code clampHigh}; all four are finite
 */
public record Normalisation(float subtract, float divide, float clampLow, float clampHigh) {
  /** As a limit, either sign, it leaves every finite number as it is. */
  public static final float UNLIMITED = Float.MAX_VALUE;

  public Normalisation {
    requireFinite(subtract, "subtract");
    requireFinite(divide, "divide");
    requireFinite(clampLow, "clampLow");
    requireFinite(clampHigh, "clampHigh");
    if (clampLow > clampHigh) {
      throw new IllegalArgumentException(
          Text.format("clampLow must not exceed clampHigh, were %s and %s", clampLow, clampHigh));
    }
  }

  private static void requireFinite(float value, String name) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          Text.format("%s of a normalisation must be finite, was %s", name, value));
    }
  }

  /**
   * To [0, 1]: {@code low} and below becomes 0, {@code high} and above 1. {@code low > high}
   * mirrors the scale; {@code low == high} is a step: {@code v > high} gives 1, {@code v ≤ low}
   * gives 0.
   */
  public static Normalisation range(float low, float high) {
    if (!Float.isFinite(low) || !Float.isFinite(high)) {
      throw new IllegalArgumentException(
          Text.format("normalisation limits must be finite, were %s and %s", low, high));
    }
    if (!Float.isFinite(high - low)) {
      throw new IllegalArgumentException(
          Text.format(
              "normalisation limits must differ by less than float32 holds, were %s and %s",
              low, high));
    }
    return new Normalisation(low, high - low, 0, 1);
  }

  /** Without limits: {@code (v − subtract) / divide}. */
  public static Normalisation unlimited(float subtract, float divide) {
    return new Normalisation(subtract, divide, -UNLIMITED, UNLIMITED);
  }
}
