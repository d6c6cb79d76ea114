package org.ibengine.mine;

import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageHeader;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * The grid of 1 mm of a scan: same first voxel, same axes. Positions of files are LPS, those of a
 * {@link Geometry} are RAS.
 *
 * @param source of the scan
 * @param size rint(n · spacing) along each axis, half to even
 */
record ScanGrid(Geometry source, Size3 size) {
  private static final Geometry.Spacing MM = new Geometry.Spacing(1, 1, 1);
  private static final double[] LPS = {-1, -1, 1}; // signs on the way to RAS and back

  /**
   * @throws DatasetException if no voxel is left of an axis, or there are too many
   */
  static ScanGrid of(ImageHeader header) {
    Geometry source = header.geometry();
    double[] size = new double[3];
    double voxels = 1;
    for (int axis = 0; axis < 3; axis++) {
      size[axis] = Math.rint(source.size().get(axis) * source.spacing().get(axis));
      voxels *= size[axis];
    }
    if (!(voxels >= 1 && voxels <= Integer.MAX_VALUE)) {
      throw new DatasetException(
          header.path(),
          Text.format(
              "must have from one voxel to %d on a grid of 1 mm, has %.0f × %.0f × %.0f; is its"
                  + " spacing %s mm?",
              Integer.MAX_VALUE, size[0], size[1], size[2], source.spacing()));
    }
    return new ScanGrid(source, new Size3((int) size[0], (int) size[1], (int) size[2]));
  }

  /** Where voxels of the grid lie in the scan. */
  GridMap map() {
    return GridMap.spaced(source.spacing(), MM);
  }

  /** The grid in space, RAS. */
  Geometry geometry() {
    double[] rows = source.affine().toArray();
    for (int row = 0; row < 3; row++) {
      for (int axis = 0; axis < 3; axis++) {
        rows[row * 4 + axis] /= source.spacing().get(axis);
      }
    }
    return new Geometry(size, MM, Affine.of(rows));
  }

  /**
   * Where a position in mm, LPS, lies on the grid, in voxels, not rounded.
   *
   * @return x, y and z
   */
  double[] toGrid(double[] world) {
    return geometry().affine().voxel(LPS[0] * world[0], LPS[1] * world[1], LPS[2] * world[2]);
  }

  /** The position of a voxel in mm, LPS. */
  double[] toWorld(Index3 voxel) {
    double[] world = geometry().affine().apply(voxel.x(), voxel.y(), voxel.z());
    for (int row = 0; row < 3; row++) {
      world[row] = LPS[row] * world[row] + 0.0; // no −0
    }
    return world;
  }

  /** Centre of the first voxel in mm, LPS. */
  double[] origin() {
    return toWorld(Index3.ZERO);
  }
}
