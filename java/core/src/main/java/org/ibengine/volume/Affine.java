package org.ibengine.volume;

import java.util.Arrays;
import org.ibengine.text.Text;

/** The map from voxel index (x, y, z) to position in mm: the upper three rows of a 4×4 matrix. */
public final class Affine {
  private static final double LEAST_RELATIVE_DETERMINANT = 1e-5;

  private final double[] rows; // 3 rows of 4

  private Affine(double[] rows) {
    this.rows = rows;
  }

  /**
   * @param rows 12 values, row after row
   * @throws IllegalArgumentException unless there are 12 finite values
   */
  public static Affine of(double... rows) {
    if (rows.length != 12 || !Arrays.stream(rows).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "an affine needs 12 finite values, was " + Arrays.toString(rows));
    }
    return new Affine(rows.clone());
  }

  /** Axis-aligned, voxel (0, 0, 0) at the origin. */
  public static Affine scaling(double x, double y, double z) {
    return of(x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0);
  }

  public double get(int row, int column) {
    return rows[row * 4 + column];
  }

  /** Distance in mm between neighbouring voxels along an axis. */
  public double step(int axis) {
    return Math.hypot(Math.hypot(get(0, axis), get(1, axis)), get(2, axis));
  }

  /** Of the part without the translation; its absolute value is a voxel's volume in mm³. */
  public double determinant() {
    return get(0, 0) * (get(1, 1) * get(2, 2) - get(1, 2) * get(2, 1))
        - get(0, 1) * (get(1, 0) * get(2, 2) - get(1, 2) * get(2, 0))
        + get(0, 2) * (get(1, 0) * get(2, 1) - get(1, 1) * get(2, 0));
  }

  /**
   * Whether voxels have a volume: the three directions do not lie in one plane as far as float32
   * can tell.
   */
  public boolean givesVolume() {
    double determinant = determinant();
    double ofBox = step(0) * step(1) * step(2);
    return Math.abs(determinant) >= LEAST_RELATIVE_DETERMINANT * ofBox
        && determinant != 0
        && !Double.isInfinite(determinant);
  }

  /** Position in mm of a voxel position, which may be fractional. */
  public double[] apply(double x, double y, double z) {
    double[] mm = new double[3];
    for (int row = 0; row < 3; row++) {
      mm[row] = get(row, 0) * x + get(row, 1) * y + get(row, 2) * z + get(row, 3);
    }
    return mm;
  }

  /**
   * The voxel position of a position in mm, by Cramer's rule.
   *
   * @throws IllegalArgumentException if voxels have no volume
   */
  public double[] voxel(double x, double y, double z) {
    double determinant = determinant();
    if (determinant == 0) {
      throw new IllegalArgumentException("an affine without a volume has no inverse: " + this);
    }
    double[] wanted = {x - get(0, 3), y - get(1, 3), z - get(2, 3)};
    double[] voxel = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double[] replaced = rows.clone();
      for (int row = 0; row < 3; row++) {
        replaced[row * 4 + axis] = wanted[row];
      }
      voxel[axis] = new Affine(replaced).determinant() / determinant;
    }
    return voxel;
  }

  /** The affine of a crop whose first voxel is {@code corner} of this grid. */
  public Affine croppedAt(Index3 corner) {
    double[] moved = rows.clone();
    double[] origin = apply(corner.x(), corner.y(), corner.z());
    for (int row = 0; row < 3; row++) {
      moved[row * 4 + 3] = origin[row];
    }
    return new Affine(moved);
  }

  /**
   * The largest distance in mm between the positions the two affines give to one voxel of a grid of
   * {@code size}; it occurs at a corner.
   */
  public double maxDistanceMm(Affine other, Size3 size) {
    double largest = 0;
    for (int corner = 0; corner < 8; corner++) {
      double x = (corner & 1) == 0 ? 0 : size.x() - 1;
      double y = (corner & 2) == 0 ? 0 : size.y() - 1;
      double z = (corner & 4) == 0 ? 0 : size.z() - 1;
      double[] a = apply(x, y, z);
      double[] b = other.apply(x, y, z);
      largest = Math.max(largest, Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
    }
    return largest;
  }

  /** The 12 values, row after row; a copy. */
  public double[] toArray() {
    return rows.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Affine affine && Arrays.equals(rows, affine.rows);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rows);
  }

  @Override
  public String toString() {
    return Text.format(
        "[%s, %s, %s, %s; %s, %s, %s, %s; %s, %s, %s, %s]", Arrays.stream(rows).boxed().toArray());
  }
}
