package org.ibengine;

import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;

/**
 * What one patch of a batch shows.
 *
 * @param caseName the case
 * @param instance the instance it is for, in voxels of the case; null for a background patch
 * @param volumeMm3 of the instance; 0 for a background patch
 * @param corner first voxel of the patch in the case
 * @param variation turns, flips and intensity it was given
 * @param filler true if it repeats an earlier patch of the epoch only to fill the last batch
 */
public record BatchItem(
    String caseName,
    Instance instance,
    double volumeMm3,
    Index3 corner,
    Variation variation,
    boolean filler) {

  /** True if the patch holds a voxel of its instance, false if it holds no foreground. */
  public boolean positive() {
    return instance != null;
  }
}
