package org.ibengine.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/** Where the three axes of a file's positions point; an {@link Affine} always has RAS. */
public enum WorldSpace {
  /** Right, anterior, superior. */
  RAS(1, 1),
  /** Left, posterior, superior, as in DICOM. */
  LPS(-1, -1),
  /** Left, anterior, superior. */
  LAS(-1, 1);

  private final double[] signs; // of x, y and z on the way to RAS

  WorldSpace(double x, double y) {
    this.signs = new double[] {x, y, 1};
  }

  /**
   * The grid of voxels that lie {@code steps[axis]} apart, in mm along the axes of this space.
   *
   * @param path of the header, for messages
   * @param key of the header that gives the steps, for messages
   * @param steps for each axis of the voxels how far, in three numbers, the next one lies
   * @param origin centre of voxel (0, 0, 0)
   * @param spacing what the header calls so; null for the length of the steps
   * @throws DatasetException if the numbers are not finite or voxels have no volume
   */
  public Geometry geometry(
      Path path, String key, Size3 size, double[][] steps, double[] origin, double[] spacing) {
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int axis = 0; axis < 3; axis++) {
        rows[row * 4 + axis] = signs[row] * steps[axis][row] + 0.0; // no −0
      }
      rows[row * 4 + 3] = signs[row] * origin[row] + 0.0;
    }
    if (!DoubleStream.of(rows).allMatch(Double::isFinite)) {
      throw new DatasetException(
          path,
          Text.format(
              "%s and the origin must be finite, the affine is %s", key, Arrays.toString(rows)));
    }
    Affine affine = Affine.of(rows);
    requireVolume(path, key, affine);
    double[] mm =
        spacing == null ? new double[] {affine.step(0), affine.step(1), affine.step(2)} : spacing;
    return new Geometry(size, new Spacing(mm[0], mm[1], mm[2]), affine);
  }

  private static void requireVolume(Path path, String key, Affine affine) {
    if (!affine.givesVolume()) {
      throw new DatasetException(
          path,
          Text.format(
              "%s must give voxels a volume, but the determinant is %s and the affine %s",
              key, affine.determinant(), affine));
    }
  }
}
