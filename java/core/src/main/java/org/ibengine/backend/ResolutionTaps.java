package org.ibengine.backend;

/**
 * What {@link org.ibengine.augment.IntensityChange.LowResolution} reads along one axis: index i
 * becomes {@code lower[i]}'s value plus {@code part[i]} of the way to {@code upper[i]}'s. As
 * torch's interpolate does it, down by {@code nearest-exact}, up by {@code linear} without aligned
 * corners.
 *
 * @param lower index before the change
 * @param upper index before the change
 * @param part from 0 to below 1
 */
public record ResolutionTaps(int[] lower, int[] upper, float[] part) {
  /**
   * @param size of the axis in voxels
   * @param scale of their number, above 0 and at most 1
   */
  public static ResolutionTaps of(int size, double scale) {
    if (!(scale > 0 && scale <= 1)) {
      throw new IllegalArgumentException("a resolution's scale must be in (0, 1], was " + scale);
    }
    int few = Math.max(1, (int) Math.rint(size * scale));
    int[] lower = new int[size];
    int[] upper = new int[size];
    float[] part = new float[size];
    for (int i = 0; i < size; i++) {
      double at = Math.max(0, (i + 0.5) * few / size - 0.5);
      int below = Math.min((int) at, few - 1);
      lower[i] = nearest(below, few, size);
      upper[i] = nearest(Math.min(below + 1, few - 1), few, size);
      part[i] = below == few - 1 ? 0 : (float) (at - below);
    }
    return new ResolutionTaps(lower, upper, part);
  }

  private static int nearest(int index, int few, int size) {
    return Math.min((int) ((index + 0.5) * size / few), size - 1);
  }
}
