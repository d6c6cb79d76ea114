package org.ibengine.volume;

import org.ibengine.text.Text;

/** A size in voxels, at least 1 in x, y and z. */
public record Size3(int x, int y, int z) {
  public Size3 {
    if (x < 1 || y < 1 || z < 1) {
      throw new IllegalArgumentException(
          Text.format("size must be positive in x, y and z, was (%d, %d, %d)", x, y, z));
    }
  }

  /** The component of {@code axis}: 0 is x, 1 is y, 2 is z. */
  public int get(int axis) {
    return switch (axis) {
      case 0 -> x;
      case 1 -> y;
      case 2 -> z;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, was " + axis);
    };
  }

  /**
   * x · y · z.
   *
   * @throws ArithmeticException beyond 2^63
   */
  public long voxels() {
    return Math.multiplyExact(Math.multiplyExact((long) x, (long) y), (long) z);
  }

  @Override
  public String toString() {
    return "(" + x + ", " + y + ", " + z + ")";
  }
}
