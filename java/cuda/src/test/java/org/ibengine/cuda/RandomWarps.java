package org.ibengine.cuda;

import java.util.Random;
import org.ibengine.backend.Spline;
import org.ibengine.backend.Warp;
import org.ibengine.volume.Size3;

/** Turned, scaled, mirrored and bent at random. */
final class RandomWarps {
  private RandomWarps() {}

  /** Sometimes with steps of 16 voxels, or far away. */
  static Warp of(Size3 size, Random random) {
    Warp near = near(size, random);
    long[] matrix = near.matrix().clone();
    if (random.nextInt(6) == 0) {
      matrix[random.nextInt(9)] = 16 * Warp.ONE;
    }
    long[] origin = near.origin().clone();
    if (random.nextInt(8) == 0) {
      origin[random.nextInt(3)] = (random.nextBoolean() ? 1L : -1L) << 52;
    }
    return new Warp(matrix, origin, near.spline());
  }

  /** Not far from the volume, in steps of about a voxel, some of none. */
  static Warp near(Size3 size, Random random) {
    long[] matrix = new long[9];
    for (int i = 0; i < matrix.length; i++) {
      double step = i % 4 == 0 ? 0.4 + random.nextDouble() : random.nextDouble() - 0.5;
      matrix[i] = Math.round((random.nextInt(4) == 0 ? -step : step) * Warp.ONE);
    }
    if (random.nextInt(6) == 0) {
      matrix[random.nextInt(9)] = 0;
    }
    long[] origin = new long[3];
    for (int axis = 0; axis < 3; axis++) {
      origin[axis] = Math.round((random.nextDouble() * 14 - 4) * Warp.ONE);
    }
    return new Warp(matrix, origin, random.nextBoolean() ? null : spline(size, random));
  }

  private static Spline spline(Size3 size, Random random) {
    return spline(size, random, 4 + random.nextInt(5), 4 + random.nextInt(3), 4);
  }

  /**
   * @param points along each axis
   */
  static Spline spline(Size3 size, int points, Random random) {
    return spline(size, random, points, points, points);
  }

  private static Spline spline(Size3 size, Random random, int... points) {
    float[] displacements = new float[3 * points[0] * points[1] * points[2]];
    for (int i = 0; i < displacements.length; i++) {
      displacements[i] = 3 * random.nextFloat() - 1.5f;
    }
    Spline.Taps[] taps = new Spline.Taps[3];
    for (int axis = 0; axis < 3; axis++) {
      taps[axis] = taps(size.get(axis), points[axis], random);
    }
    return new Spline(points, displacements, taps);
  }

  /** Weights that sum to 1 at most, in no order. */
  private static Spline.Taps taps(int size, int points, Random random) {
    int[] first = new int[size];
    float[] weights = new float[4 * size];
    for (int i = 0; i < size; i++) {
      first[i] = random.nextInt(points - 3);
      for (int tap = 0; tap < 4; tap++) {
        weights[4 * i + tap] = random.nextFloat() / 4;
      }
    }
    return new Spline.Taps(first, weights);
  }
}
