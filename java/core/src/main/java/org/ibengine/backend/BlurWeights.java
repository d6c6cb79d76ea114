package org.ibengine.backend;

/** Weights of a Gaussian for {@link org.ibengine.augment.IntensityChange.Blur}. */
public final class BlurWeights {
  /** Where a Gaussian is cut off, in sigmas. */
  private static final double CUT = 4;

  /** Beyond it a Gaussian is refused. */
  public static final int MOST_RADIUS = 64;

  private BlurWeights() {}

  /**
   * Those of the centre and of distances 1, 2, … in voxels; counted on both sides they sum to 1
   * before they are rounded. Of a sigma of 0: the centre alone.
   *
   * @throws IllegalArgumentException if it reaches further than {@link #MOST_RADIUS}
   */
  public static float[] of(double sigma) {
    if (!(sigma >= 0 && CUT * sigma <= MOST_RADIUS)) {
      throw new IllegalArgumentException("sigma must be 0 to 16 voxels, was " + sigma);
    }
    int radius = (int) (CUT * sigma + 0.5);
    double[] weights = new double[radius + 1];
    double sum = 0;
    for (int i = 0; i <= radius; i++) {
      weights[i] = i == 0 ? 1 : StrictMath.exp(-0.5 * i * i / (sigma * sigma));
      sum += i == 0 ? weights[i] : 2 * weights[i];
    }
    float[] rounded = new float[radius + 1];
    for (int i = 0; i <= radius; i++) {
      rounded[i] = (float) (weights[i] / sum);
    }
    return rounded;
  }
}
