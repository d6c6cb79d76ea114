package org.ibengine.backend;

import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Which place of the volume each element of a patch shows, in whole units of 2^−32 voxel, so that
 * every backend finds the same. Element (x, y, z) of the target lies, from the centre of the voxel
 * at the cut's corner, at {@code origin[a] + matrix[3a] · x + matrix[3a+1] · y + matrix[3a+2] · z}
 * along axis a of the volume, plus the displacement of the spline there. Its value is interpolated
 * linearly between the 8 voxels around, each as the cut makes it (fill where outside); a UINT8
 * label and an id are those of the nearest voxel.
 *
 * @param matrix 9 numbers, each at most 2^36 from 0
 * @param origin 3 numbers, each at most 2^52 from 0
 * @param spline null if there is none
 */
public record Warp(long[] matrix, long[] origin, Spline spline) {
  /** One voxel. */
  public static final long ONE = 1L << 32;

  /** The longest side of a patch that is warped. */
  public static final int LONGEST_SIDE = 1 << 14;

  private static final long MOST_STEP = 1L << 36;
  private static final long MOST_ORIGIN = 1L << 52;

  /** A displacement of 1 voxel at most is told in so many parts. */
  private static final long DISPLACEMENT_UNIT = 1L << 16;

  public Warp {
    require(matrix, 9, MOST_STEP, "matrix");
    require(origin, 3, MOST_ORIGIN, "origin");
    matrix = matrix.clone();
    origin = origin.clone();
  }

  private static void require(long[] values, int count, long most, String what) {
    if (values.length != count) {
      throw new IllegalArgumentException(
          Text.format("a warp's %s has %d numbers, was given %d", what, count, values.length));
    }
    for (long value : values) {
      if (value < -most || value > most) {
        throw new IllegalArgumentException(
            Text.format("a warp's %s must be at most %d from 0, was %d", what, most, value));
      }
    }
  }

  /**
   * The voxels that a patch of that size is interpolated from, counted from the cut's corner; none
   * other is read.
   */
  public Box box(Size3 size) {
    int[] begin = new int[3];
    int[] end = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      long low = origin[axis];
      long high = origin[axis];
      for (int along = 0; along < 3; along++) {
        long reach = matrix[3 * axis + along] * (size.get(along) - 1);
        low += Math.min(reach, 0);
        high += Math.max(reach, 0);
      }
      long beyond = spline == null ? 0 : spline.reach(axis) * DISPLACEMENT_UNIT;
      begin[axis] = Math.toIntExact((low - beyond) >> 32);
      end[axis] = Math.toIntExact(((high + beyond) >> 32) + 2);
    }
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }
}
