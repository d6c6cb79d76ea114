package org.ibengine.volume;

/**
 * How far apart a voxel may lie in two grids that still count as one grid.
 *
 * @param mm finite, at least 0
 * @param exact false: on small voxels a quarter of the shortest edge counts, if that is less; where
 *     the distance is larger, rounding cannot explain it and voxels may be taken for their
 *     neighbours
 */
public record GridTolerance(double mm, boolean exact) {
  private static final double SHARE_OF_VOXEL = 0.25;

  /** 0.1 mm, on small voxels a quarter of the shortest edge. */
  public static final GridTolerance DEFAULT = new GridTolerance(0.1, false);

  public GridTolerance {
    if (!(mm >= 0) || Double.isInfinite(mm)) {
      throw new IllegalArgumentException(
          "geometry tolerance must be a finite number of mm from 0, was " + mm);
    }
  }

  /** This distance, whatever the size of voxels. */
  public static GridTolerance of(double mm) {
    return new GridTolerance(mm, true);
  }

  /** In mm, for a volume that has to lie on {@code grid}. */
  public double mmOn(Geometry grid) {
    if (exact) {
      return mm;
    }
    double shortest = Double.POSITIVE_INFINITY;
    for (int axis = 0; axis < 3; axis++) {
      shortest = Math.min(shortest, grid.affine().step(axis));
    }
    return Math.min(mm, SHARE_OF_VOXEL * shortest);
  }
}
