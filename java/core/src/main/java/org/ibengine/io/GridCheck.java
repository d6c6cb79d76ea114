package org.ibengine.io;

import org.ibengine.error.DatasetException;
import org.ibengine.volume.Geometry;

/**
 * Whether a volume lies on the grid of another.
 *
 * @param toleranceMm how far a voxel may lie from where the other has it; finite, at least 0
 */
public record GridCheck(double toleranceMm) {
  public GridCheck {
    if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
      throw new IllegalArgumentException(
          "geometry tolerance must be a finite number of mm from 0, was " + toleranceMm);
    }
  }

  /**
   * What a volume has to lie on.
   *
   * @param name as in "must have the size of its …": {@code ground truth}, {@code mask GT.nii.gz}
   */
  public record Wanted(String name, Geometry geometry) {}

  /**
   * @throws DatasetException with both geometries if the sizes differ or a voxel is further away
   *     than the tolerance
   */
  public void require(NiftiHeader volume, Wanted wanted) {
    Geometry own = volume.geometry();
    Geometry grid = wanted.geometry();
    if (!own.size().equals(grid.size())) {
      throw refusal(volume, wanted, "must have the size of its %s".formatted(wanted.name()));
    }
    double distance = own.affine().maxDistanceMm(grid.affine(), grid.size());
    if (!(distance <= toleranceMm)) {
      throw refusal(
          volume,
          wanted,
          "must lie within %s mm of its %s, lies up to %.4g mm away"
              .formatted(toleranceMm, wanted.name(), distance));
    }
  }

  private static DatasetException refusal(NiftiHeader volume, Wanted wanted, String rule) {
    return new DatasetException(
        volume.path(),
        "%s; it has %s; the %s has %s; resample one onto the other"
            .formatted(rule, volume.geometry(), wanted.name(), wanted.geometry()));
  }
}
