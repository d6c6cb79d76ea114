package org.ibengine.predict;

import java.util.Arrays;
import java.util.Locale;
import org.ibengine.volume.Size3;

/** How much each voxel of a window counts where windows overlap. */
public enum Blend {
  /** All alike. */
  CONSTANT {
    @Override
    public float[] importance(Size3 window) {
      float[] importance = new float[Math.toIntExact(window.voxels())];
      Arrays.fill(importance, 1);
      return importance;
    }
  },
  /**
   * By a Gaussian around the centre of the window, with a standard deviation of an eighth of its
   * size on each axis: {@code exp(−½ Σ ((iₐ − (sₐ − 1) / 2) / (sₐ / 8))²)}, at least 0.001: the map
   * of MONAI and, but for the floor, of nnU-Net (Isensee et al. 2021, doi
   * 10.1038/s41592-020-01008-z).
   */
  GAUSSIAN {
    @Override
    public float[] importance(Size3 window) {
      double[][] along = new double[3][];
      for (int axis = 0; axis < along.length; axis++) {
        along[axis] = gaussian(window.get(axis));
      }
      float[] importance = new float[Math.toIntExact(window.voxels())];
      int at = 0;
      for (double z : along[2]) {
        for (double y : along[1]) {
          for (double x : along[0]) {
            importance[at++] = (float) Math.max(x * y * z, FLOOR);
          }
        }
      }
      return importance;
    }
  };

  private static final double FLOOR = 1e-3;
  private static final double DEVIATION = 0.125; // of the size

  /**
   * Of every voxel, x fastest; above 0.
   *
   * @throws ArithmeticException if the window has 2³¹ voxels or more
   */
  public abstract float[] importance(Size3 window);

  /** As options and files write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static double[] gaussian(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      double deviations = (i - (size - 1) / 2.0) / (DEVIATION * size);
      values[i] = StrictMath.exp(-0.5 * deviations * deviations);
    }
    return values;
  }
}
