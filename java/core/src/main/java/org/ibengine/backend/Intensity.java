package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * {@code v · gain + shift} in float32, multiplied and then added, never fused; not clamped. Both
 * are finite.
 */
public record Intensity(float gain, float shift) {
  public static final Intensity IDENTITY = new Intensity(1, 0);

  public Intensity {
    if (!Float.isFinite(gain) || !Float.isFinite(shift)) {
      throw new IllegalArgumentException(
          Text.format("gain and shift must be finite, were %s and %s", gain, shift));
    }
  }

  /** Whether it leaves every value as it is. */
  public boolean isIdentity() {
    return equals(IDENTITY);
  }
}
