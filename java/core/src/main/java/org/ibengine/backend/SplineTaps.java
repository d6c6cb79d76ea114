package org.ibengine.backend;

/** Where the indices of an axis lie among control points of a uniform cubic B-spline. */
final class SplineTaps {
  private SplineTaps() {}

  /**
   * The patch's first and last index lie on the second control point and the last but one, so that
   * all have four around them.
   *
   * @param size of the axis of the patch
   * @param points along it, 4 at least
   */
  static Spline.Taps of(int size, int points) {
    int[] first = new int[size];
    float[] weights = new float[4 * size];
    for (int i = 0; i < size; i++) {
      double at = size == 1 ? (points - 3) / 2.0 : (double) i * (points - 3) / (size - 1);
      first[i] = Math.min((int) at, points - 4);
      double u = at - first[i];
      weights[4 * i] = (float) ((1 - u) * (1 - u) * (1 - u) / 6);
      weights[4 * i + 1] = (float) ((3 * u * u * u - 6 * u * u + 4) / 6);
      weights[4 * i + 2] = (float) ((-3 * u * u * u + 3 * u * u + 3 * u + 1) / 6);
      weights[4 * i + 3] = (float) (u * u * u / 6);
    }
    return new Spline.Taps(first, weights);
  }
}
