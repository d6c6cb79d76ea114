package org.ibengine.backend;

import org.ibengine.volume.Index3;

/** Where the elements of a warped patch lie, in 2^−32 voxel from the cut's corner. */
final class WarpedPlaces {
  private static final long HALF = Warp.ONE / 2;

  private final Warp warp;
  private final long[] place = new long[3];

  WarpedPlaces(Warp warp) {
    this.warp = warp;
  }

  /** Moves to an element of the target. */
  void moveTo(int x, int y, int z) {
    for (int axis = 0; axis < 3; axis++) {
      place[axis] =
          warp.origin()[axis]
              + warp.matrix()[3 * axis] * x
              + warp.matrix()[3 * axis + 1] * y
              + warp.matrix()[3 * axis + 2] * z
              + displacement(axis, x, y, z);
    }
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

  private long displacement(int component, int x, int y, int z) {
    Spline spline = warp.spline();
    if (spline == null) {
      return 0;
    }
    Spline.Taps alongX = spline.taps()[0];
    float[] along = new float[4];
    for (int i = 0; i < 4; i++) {
      along[i] = acrossY(component, alongX.first()[x] + i, y, z);
    }
    float voxels = weighed(along, alongX, x);
    return (long) Math.rint(voxels * 65536.0f) << 16;
  }

  private float acrossY(int component, int i, int y, int z) {
    Spline.Taps taps = warp.spline().taps()[1];
    float[] values = new float[4];
    for (int j = 0; j < 4; j++) {
      values[j] = acrossZ(component, i, taps.first()[y] + j, z);
    }
    return weighed(values, taps, y);
  }

  private float acrossZ(int component, int i, int j, int z) {
    Spline spline = warp.spline();
    int[] points = spline.points();
    Spline.Taps taps = spline.taps()[2];
    float[] values = new float[4];
    for (int k = 0; k < 4; k++) {
      int plane = component * points[2] + taps.first()[z] + k;
      values[k] = spline.displacements()[(plane * points[1] + j) * points[0] + i];
    }
    return weighed(values, taps, z);
  }

  private static float weighed(float[] values, Spline.Taps taps, int index) {
    float sum = taps.weights()[4 * index] * values[0];
    for (int i = 1; i < 4; i++) {
      sum = sum + taps.weights()[4 * index + i] * values[i];
    }
    return sum;
  }
}
