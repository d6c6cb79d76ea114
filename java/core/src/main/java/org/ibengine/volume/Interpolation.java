package org.ibengine.volume;

import java.util.Locale;

/** How a value between voxels is made of the voxels around it. */
public enum Interpolation {
  /** The nearest voxel. */
  NEAREST,
  /** Two voxels per axis, weighted by distance. */
  LINEAR,
  /**
   * Four voxels per axis, cubic convolution with a = −1/2 (R. Keys, 1981,
   * doi:10.1109/TASSP.1981.1163711).
   */
  CUBIC;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static Interpolation ofLabel(String label) {
    for (Interpolation interpolation : values()) {
      if (interpolation.label().equals(label)) {
        return interpolation;
      }
    }
    throw new IllegalArgumentException(
        "interpolation must be nearest, linear or cubic, was " + label);
  }
}
