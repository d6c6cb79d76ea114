package org.ibengine.backend;

/**
 * {@code clamp((v − low) / (high − low), 0, 1)} in float32, v rounded to float32 first; {@code low
 * == high} gives 0. In raw voxel units; {@code low > high} is allowed and mirrors the scale (a
 * negative scl_slope).
 */
public record Normalisation(float low, float high) {
  public Normalisation {
    if (!Float.isFinite(low) || !Float.isFinite(high)) {
      throw new IllegalArgumentException(
          "normalisation limits must be finite, were %s and %s".formatted(low, high));
    }
  }
}
