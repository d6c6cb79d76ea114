package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * {@code clamp((v − low) / (high − low), 0, 1)} in float32, v rounded to float32 first; NaN becomes
 * 0. In raw voxel units; {@code low > high} is allowed and mirrors the scale (a negative
 * scl_slope). {@code low == high} is a step: {@code v > high} gives 1, {@code v ≤ low} gives 0.
 */
public record Normalisation(float low, float high) {
  public Normalisation {
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
  }

  /**
   * Between recorded percentiles of raw voxels. If both are the same float32, they do not tell the
   * direction: a step of a mirrored scale has its high limit just below the low one.
   *
   * @param mirrored whether larger raw voxels have smaller values (a negative scl_slope)
   */
  public static Normalisation between(double rawLow, double rawHigh, boolean mirrored) {
    float low = (float) rawLow;
    float high = (float) rawHigh;
    if (low != high || !mirrored) {
      return new Normalisation(low, high);
    }
    float below = Math.nextDown(low);
    // No raw voxel is below the smallest float, so none is 1, as if none were above the largest.
    return Float.isFinite(below)
        ? new Normalisation(low, below)
        : new Normalisation(Float.MAX_VALUE, Float.MAX_VALUE);
  }
}
