package org.ibengine.backend;

/** What is done to the weights of a patch once they are within their limits. */
public enum WeightNormalisation {
  /** Nothing. */
  NONE,
  /**
   * Divided by their mean over the voxels of the patch, so that the scale of a loss does not depend
   * on how many instances are visible. The limits hold before, not after.
   */
  MEAN_ONE
}
