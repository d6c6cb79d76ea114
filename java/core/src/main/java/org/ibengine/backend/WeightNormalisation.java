package org.ibengine.backend;

/** How the weights of a patch are normalised, after clipping to the limits. */
public enum WeightNormalisation {
  /** Nothing. */
  NONE,
  /**
   * Divided by their mean over the voxels of the patch, so that the scale of a loss does not depend
   * on how many instances are visible. The limits hold before this, not after it.
   */
  MEAN_ONE
}
