package org.ibengine.volume;

import org.ibengine.text.Text;

/** Where a grid of voxels lies: size in voxels, spacing in mm, voxel-to-mm affine. */
public record Geometry(Size3 size, Spacing spacing, Affine affine) {
  /** Distance between neighbouring voxels in mm, positive. */
  public record Spacing(double x, double y, double z) {
    public Spacing {
      if (!(x > 0) || !(y > 0) || !(z > 0)) {
        throw new IllegalArgumentException(
            Text.format("spacing must be positive in x, y and z, was (%s, %s, %s) mm", x, y, z));
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

    @Override
    public String toString() {
      return "(" + x + ", " + y + ", " + z + ")";
    }
  }

  /** Volume of one voxel in mm³, by the affine: sheared voxels are smaller than their edges say. */
  public double voxelVolumeMm3() {
    return Math.abs(affine.determinant());
  }

  @Override
  public String toString() {
    return Text.format("size %s, spacing %s mm, affine %s", size, spacing, affine);
  }
}
