package org.ibengine.index;

import org.ibengine.text.Text;

/**
 * What the gather does with raw voxels: {@code clamp((v − subtract) / divide, low, high)} in
 * float32. A negative {@code divide} mirrors the scale.
 */
public record RawScale(float subtract, float divide, float low, float high) {
  public RawScale {
    if (!Float.isFinite(subtract) || !Float.isFinite(divide)) {
      throw new IllegalArgumentException(
          Text.format(
              "a scale needs numbers that fit float32, would subtract %s and divide by %s",
              subtract, divide));
    }
  }

  /**
   * From two raw values to 0 and 1. If both are the same float32, they do not tell the direction: a
   * step of a mirrored scale has its high limit just below the low one.
   *
   * @param mirrored whether larger raw voxels have smaller values (a negative scl_slope)
   */
  public static RawScale between(double rawLow, double rawHigh, boolean mirrored) {
    float low = (float) rawLow;
    float high = (float) rawHigh;
    if (low != high || !mirrored) {
      return new RawScale(low, high - low, 0, 1);
    }
    float below = Math.nextDown(low);
    // No raw voxel is below the smallest float, so none is 1, as if none were above the largest.
    return Float.isFinite(below)
        ? new RawScale(low, below - low, 0, 1)
        : new RawScale(Float.MAX_VALUE, 0, 0, 1);
  }
}
