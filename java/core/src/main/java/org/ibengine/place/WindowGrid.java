package org.ibengine.place;

import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * All windows of one size in a volume: every corner from which the window lies inside, and 0 on
 * axes that are shorter than the window.
 *
 * @param spacing of the volume in mm
 * @param patch size of the windows
 */
public record WindowGrid(Size3 volume, Spacing spacing, Size3 patch) {
  private static final double SLACK = 1e-9; // a tenth of thirty is three

  /** How many windows begin along each axis. */
  public Size3 corners() {
    return new Size3(
        Math.max(1, volume.x() - patch.x() + 1),
        Math.max(1, volume.y() - patch.y() + 1),
        Math.max(1, volume.z() - patch.z() + 1));
  }

  /** The centre of a window: the voxel {@code corner + ⌊patch / 2⌋}. */
  public Index3 centre(Index3 corner) {
    return new Index3(
        corner.x() + patch.x() / 2, corner.y() + patch.y() / 2, corner.z() + patch.z() / 2);
  }

  /** The fewest voxels of a window that are this share of those that lie in the volume. */
  public long atLeast(double share) {
    return (long) Math.ceil(share * voxels() - SLACK);
  }

  /** Voxels of a window that lie in the volume: as many in every window. */
  public long voxels() {
    return (long) Math.min(patch.x(), volume.x())
        * Math.min(patch.y(), volume.y())
        * Math.min(patch.z(), volume.z());
  }
}
