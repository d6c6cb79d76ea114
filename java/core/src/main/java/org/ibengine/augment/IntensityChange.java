package org.ibengine.augment;

/**
 * One change to the intensities of one modality of a patch, after it was cut, warped and
 * normalised. A modality's changes are made in the order of their list.
 */
public sealed interface IntensityChange {
  /** What it is one of. */
  Transform transform();

  /**
   * Gaussian noise is added.
   *
   * @param sd of the noise, at least 0. nnU-Net and batchgenerators call this number the variance
   *     and use it as the standard deviation
   * @param seed of the noise
   */
  record Noise(double sd, long seed) implements IntensityChange {
    @Override
    public Transform transform() {
      return Transform.NOISE;
    }
  }

  /**
   * Blurred by a Gaussian, axis after axis, cut off at 4 sigma; the patch is reflected at its edges
   * without repeating them.
   *
   * @param sigma along x, y and z in voxels of the patch; 0 leaves an axis as it is
   */
  record Blur(Warping.Triple sigma) implements IntensityChange {
    @Override
    public Transform transform() {
      return Transform.BLUR;
    }
  }

  /** Multiplied. */
  record Brightness(double factor) implements IntensityChange {
    @Override
    public Transform transform() {
      return Transform.BRIGHTNESS;
    }
  }

  /**
   * The distance from the patch's mean is multiplied.
   *
   * @param keepRange whether values are clipped to the range they had
   */
  record Contrast(double factor, boolean keepRange) implements IntensityChange {
    @Override
    public Transform transform() {
      return Transform.CONTRAST;
    }
  }

  /**
   * Brought to fewer voxels by taking the nearest, and back by linear interpolation.
   *
   * @param scale of the number of voxels along x, y and z, above 0 and at most 1
   */
  record LowResolution(Warping.Triple scale) implements IntensityChange {
    @Override
    public Transform transform() {
      return Transform.LOW_RESOLUTION;
    }
  }

  /**
   * The patch's range is brought to [0, 1], raised to a power, and brought back.
   *
   * @param exponent above 0
   * @param invert whether the negative of the image is changed
   * @param retainStatistics whether mean and standard deviation are brought back to what they were
   */
  record Gamma(double exponent, boolean invert, boolean retainStatistics)
      implements IntensityChange {
    @Override
    public Transform transform() {
      return invert ? Transform.GAMMA_INVERTED : Transform.GAMMA;
    }
  }
}
