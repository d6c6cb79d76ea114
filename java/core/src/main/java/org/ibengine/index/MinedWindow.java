package org.ibengine.index;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A background window that was chosen because it looks hard; it holds no foreground voxel.
 *
 * @param corner its first voxel
 * @param boxGapMm from its faces to the surface of the nearest finding, in mm; infinite where the
 *     case has none
 * @param hardness that it was drawn with, in [0, 1): 0 among all windows that were allowed, near 1
 *     among those nearest to a finding
 * @param patchSize its size in voxels
 */
public record MinedWindow(Index3 corner, double boxGapMm, double hardness, Size3 patchSize) {
  public MinedWindow {
    if (!(hardness >= 0 && hardness < 1)) {
      throw new IllegalArgumentException(
          "hardness must be at least 0 and below 1, was " + hardness);
    }
    if (Double.isNaN(boxGapMm) || boxGapMm == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the gap of a mined window must be a number of mm, was " + boxGapMm);
    }
  }

  /** Its voxels. */
  public Box box() {
    return new Box(
        corner,
        new Index3(
            Math.addExact(corner.x(), patchSize.x()),
            Math.addExact(corner.y(), patchSize.y()),
            Math.addExact(corner.z(), patchSize.z())));
  }
}
