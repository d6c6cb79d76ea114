package org.ibengine.centre;

import org.ibengine.text.Text;

/**
 * A ball that windows must keep away from: a nodule, or what is excluded beside them.
 *
 * @param x position of its centre in voxels of the grid of 1 mm, not rounded; may lie outside
 * @param y as {@code x}
 * @param z as {@code x}
 * @param radius in mm, above 0
 */
public record Finding(double x, double y, double z, double radius) {
  public Finding {
    if (!Double.isFinite(x + y + z) || !(radius > 0) || Double.isInfinite(radius)) {
      throw new IllegalArgumentException(
          Text.format(
              "a finding needs a finite position and radius above 0, was (%s, %s, %s), %s",
              x, y, z, radius));
    }
  }

  /** The component of {@code axis}: 0 is x, 1 is y, 2 is z. */
  public double get(int axis) {
    return switch (axis) {
      case 0 -> x;
      case 1 -> y;
      case 2 -> z;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, was " + axis);
    };
  }
}
