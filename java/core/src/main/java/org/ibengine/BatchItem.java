package org.ibengine;

import java.util.Optional;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * What one patch of a batch shows.
 *
 * @param caseName the case
 * @param instance the instance it is for, in voxels of {@code space}; null for a background patch
 * @param volumeMm3 of the instance; 0 for a background patch
 * @param corner first voxel of the patch, in voxels of {@code space}; may lie before the volume
 * @param space what {@code corner} and the instance's box, centroid and anchors refer to
 * @param variation what was done to it: warp, turns, flips and intensity
 * @param stratum what a background patch was drawn from, such as {@code grid}; empty for others
 * @param filler true if it repeats an earlier patch of the epoch only to fill the last batch
 * @param foreground true if the patch holds a voxel of a lesion, be it one that was dropped or
 *     ignored: of every positive patch, of no window of the background; a box of the samplers that
 *     draw with replacement may hold some, though it is not positive; false of sliding windows,
 *     whose foreground is not looked at. It speaks of the box that the patch was cut from: a warp
 *     may bring voxels from beyond it
 */
public record BatchItem(
    String caseName,
    Instance instance,
    double volumeMm3,
    Index3 corner,
    VoxelSpace space,
    Variation variation,
    String stratum,
    boolean filler,
    boolean foreground) {

  /**
   * True if the patch was drawn for an instance, of which it holds a voxel. False for background:
   * it holds no foreground unless {@link #foreground} says so.
   */
  public boolean positive() {
    return instance != null;
  }

  /** Name of the instance's class; empty where there are no classes, and for a background patch. */
  public String lesionClass() {
    return positive() ? instance.lesionClass() : "";
  }

  /** First voxel of the patch in the volume of the case; empty if unknown. */
  public Optional<Index3> cornerInVolume() {
    return space == VoxelSpace.VOLUME ? Optional.of(corner) : Optional.empty();
  }

  /**
   * Box of the instance in the volume of the case; empty if unknown, and for a background patch.
   */
  public Optional<Box> boxInVolume() {
    return positive() && space == VoxelSpace.VOLUME
        ? Optional.of(instance.box())
        : Optional.empty();
  }
}
