package org.ibengine.backend;

/** {@code v · gain + shift} in float32, multiplied and then added, never fused; not clamped. */
public record Intensity(float gain, float shift) {
  public static final Intensity IDENTITY = new Intensity(1, 0);

  /** Whether it leaves every value as it is. */
  public boolean isIdentity() {
    return equals(IDENTITY);
  }
}
