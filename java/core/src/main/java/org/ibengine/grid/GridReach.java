package org.ibengine.grid;

import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;

/**
 * Where the voxels of one grid lie in another, as a box of positions: exact for parallel axes, not
 * too small otherwise.
 */
public final class GridReach {
  /** In voxels; rounding of a header moves none by more. */
  private static final double SLACK = 1e-3;

  private final Size3 source;
  private final double[] least = new double[3];
  private final double[] most = new double[3];

  private GridReach(Size3 source) {
    this.source = source;
  }

  /**
   * @param target size of the grid whose voxels are looked for
   * @param source size of the grid in which they are
   */
  public static GridReach of(GridMap map, Size3 target, Size3 source) {
    GridReach reach = new GridReach(source);
    for (int axis = 0; axis < 3; axis++) {
      reach.least[axis] = Double.POSITIVE_INFINITY;
      reach.most[axis] = Double.NEGATIVE_INFINITY;
      for (int corner = 0; corner < 8; corner++) {
        int x = (corner & 1) == 0 ? 0 : target.x() - 1;
        int y = (corner & 2) == 0 ? 0 : target.y() - 1;
        int z = (corner & 4) == 0 ? 0 : target.z() - 1;
        double position = map.position(axis, x, y, z);
        reach.least[axis] = Math.min(reach.least[axis], position);
        reach.most[axis] = Math.max(reach.most[axis], position);
      }
    }
    return reach;
  }

  /** False if all voxels lie outside the source. */
  public boolean overlaps() {
    boolean overlaps = true;
    for (int axis = 0; axis < 3; axis++) {
      overlaps &= most[axis] >= -0.5 && least[axis] <= source.get(axis) - 0.5;
    }
    return overlaps;
  }

  /** Whether all voxels lie inside the source. */
  public boolean isInside() {
    boolean inside = true;
    for (int axis = 0; axis < 3; axis++) {
      inside &= least[axis] >= -0.5 - SLACK && most[axis] <= source.get(axis) - 0.5 + SLACK;
    }
    return inside;
  }
}
