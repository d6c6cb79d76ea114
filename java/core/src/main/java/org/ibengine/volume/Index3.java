package org.ibengine.volume;

/** A voxel position, or an offset in voxels; x is fastest in memory. */
public record Index3(int x, int y, int z) {
  public static final Index3 ZERO = new Index3(0, 0, 0);

  /** The component of {@code axis}: 0 is x, 1 is y, 2 is z. */
  public int get(int axis) {
    return switch (axis) {
      case 0 -> x;
      case 1 -> y;
      case 2 -> z;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, was " + axis);
    };
  }

  @Override
  public String toString() {
    return "(" + x + ", " + y + ", " + z + ")";
  }
}
