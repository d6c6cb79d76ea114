package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * Displacements of control points on a grid over a patch, and which of them each index of the patch
 * lies between.
 *
 * @param points control points along x, y and z, 4 to 64 each
 * @param displacements in voxels of the volume, {@code [component][z][y][x]}: those along x of all
 *     control points, then y, then z; each at most 4096 from 0
 * @param taps of x, y and z
 */
public record Spline(int[] points, float[] displacements, Taps[] taps) {
  /**
   * The four control points that each index along an axis of the patch depends on.
   *
   * @param first of the four, by index
   * @param weights four for each index
   */
  public record Taps(int[] first, float[] weights) {}

  private static final int LEAST = 4;
  private static final int MOST = 64;
  private static final float MOST_DISPLACEMENT = 4096;

  public Spline {
    for (int count : points) {
      if (count < LEAST || count > MOST) {
        throw new IllegalArgumentException(
            Text.format("a spline has 4 to 64 control points along an axis, was %d", count));
      }
    }
    if (displacements.length != 3 * points[0] * points[1] * points[2]) {
      throw new IllegalArgumentException("a spline needs three displacements per control point");
    }
    for (float value : displacements) {
      if (!(Math.abs(value) <= MOST_DISPLACEMENT)) {
        throw new IllegalArgumentException(
            Text.format("a control point is displaced by 4096 voxels at most, was %s", value));
      }
    }
  }

  /** No displacement along the axis is further from 0, in 2^−16 voxel. */
  long reach(int axis) {
    int count = points[0] * points[1] * points[2];
    float most = 0;
    for (int i = axis * count; i < (axis + 1) * count; i++) {
      most = Math.max(most, Math.abs(displacements[i]));
    }
    return (long) Math.ceil(most * 65536.0) + 1 + (long) (most / 8); // what rounding may add
  }
}
