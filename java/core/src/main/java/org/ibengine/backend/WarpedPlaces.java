package org.ibengine.backend;

import org.ibengine.volume.Index3;

/**
 * Where the elements of a warped patch lie, in 2^−32 voxel from the cut's corner. Elements are best
 * visited row by row. Not thread-safe.
 */
public final class WarpedPlaces {
  private static final long HALF = Warp.ONE / 2;
  private static final int TAPS = 4;

  private final Warp warp;
  private final long[] place = new long[3];
  private final long[] displacement = new long[3];
  private float[][] row; // of each component: control points along x, once y and z are weighed
  private int rowY = -1;
  private int rowZ = -1;

  /**
   * @param warp of the patch
   */
  public WarpedPlaces(Warp warp) {
    this.warp = warp;
  }

  /** Moves to an element of the target. */
  public void moveTo(int x, int y, int z) {
    displace(x, y, z);
    long[] matrix = warp.matrix();
    for (int axis = 0; axis < 3; axis++) {
      place[axis] =
          warp.origin()[axis]
              + matrix[3 * axis] * x
              + matrix[3 * axis + 1] * y
              + matrix[3 * axis + 2] * z
              + displacement[axis];
    }
  }

  /** In voxels, rounded to float64. */
  public double at(int axis) {
    return place[axis] * 0x1p-32;
  }

  /** The voxel at or before it along an axis. */
  int voxel(int axis) {
    return (int) (place[axis] >> 32);
  }

  /** How far it lies beyond that voxel, in [0, 1). */
  float part(int axis) {
    return ((place[axis] & 0xFFFF_FFFFL) >> 8) * 0x1p-24f;
  }

  /** The nearest voxel along an axis. */
  int nearest(int axis) {
    return (int) ((place[axis] + HALF) >> 32);
  }

  /** The nearest voxel to an element of the target. */
  Index3 nearestTo(int x, int y, int z) {
    moveTo(x, y, z);
    return new Index3(nearest(0), nearest(1), nearest(2));
  }

  /** By how much the spline moves an element. */
  long[] displacement(int x, int y, int z) {
    displace(x, y, z);
    return displacement.clone();
  }

  private void displace(int x, int y, int z) {
    Spline spline = warp.spline();
    if (spline == null) {
      return;
    }
    if (y != rowY || z != rowZ) {
      row = row(spline, y, z);
      rowY = y;
      rowZ = z;
    }
    Spline.Taps taps = spline.taps()[0];
    for (int axis = 0; axis < 3; axis++) {
      float voxels = weighed(row[axis], taps.first()[x], taps, x);
      displacement[axis] = (long) Math.rint(voxels * 65536.0f) << 16;
    }
  }

  private static float[][] row(Spline spline, int y, int z) {
    int[] points = spline.points();
    float[][] row = new float[3][points[0]];
    for (int axis = 0; axis < 3; axis++) {
      for (int i = 0; i < points[0]; i++) {
        row[axis][i] = acrossY(spline, axis, i, new int[] {y, z});
      }
    }
    return row;
  }

  private static float acrossY(Spline spline, int component, int i, int[] at) {
    Spline.Taps taps = spline.taps()[1];
    float[] values = new float[TAPS];
    for (int j = 0; j < TAPS; j++) {
      values[j] = acrossZ(spline, component, i, new int[] {taps.first()[at[0]] + j, at[1]});
    }
    return weighed(values, 0, taps, at[0]);
  }

  /**
   * @param at the control point along y, the index of the patch along z
   */
  private static float acrossZ(Spline spline, int component, int i, int[] at) {
    int[] points = spline.points();
    Spline.Taps taps = spline.taps()[2];
    float[] values = new float[TAPS];
    for (int k = 0; k < TAPS; k++) {
      int plane = component * points[2] + taps.first()[at[1]] + k;
      values[k] = spline.displacements()[(plane * points[1] + at[0]) * points[0] + i];
    }
    return weighed(values, 0, taps, at[1]);
  }

  private static float weighed(float[] values, int first, Spline.Taps taps, int index) {
    float sum = taps.weights()[TAPS * index] * values[first];
    for (int i = 1; i < TAPS; i++) {
      sum = sum + taps.weights()[TAPS * index + i] * values[first + i];
    }
    return sum;
  }
}
