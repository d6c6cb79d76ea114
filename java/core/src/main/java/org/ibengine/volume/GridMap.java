package org.ibengine.volume;

import org.ibengine.text.Text;

/**
 * Where the voxels of one grid, the target, lie in another, the source: target voxel (x, y, z) lies
 * at {@code (m0·x + m1·y + m2·z + m3) / spacing} on each axis of the source, in voxels of the
 * source, 0 being the centre of its first voxel. {@code m0} to {@code m3} are that axis's row of
 * {@code mm}: the distance in mm along the source's axis. In float64, from left to right, nothing
 * fused, so that everybody computes the same positions.
 *
 * @param mm from target index to mm along the source's axes
 * @param spacing of the source
 */
public record GridMap(Affine mm, Geometry.Spacing spacing) {
  /** Voxels of the source; a file with float32 affines may be off by 10⁻⁴. */
  private static final double ROUNDING = 1e-6;

  /** Both grids are one. */
  public static final GridMap IDENTITY = of(Affine.scaling(1, 1, 1));

  /** From an affine that gives voxels of the source, not mm. */
  public static GridMap of(Affine voxels) {
    return new GridMap(voxels, new Geometry.Spacing(1, 1, 1));
  }

  /**
   * Both grids have one first voxel and the same axes: target voxel i lies at i·target/source,
   * where the spacings are equal at i.
   */
  public static GridMap spaced(Geometry.Spacing source, Geometry.Spacing target) {
    double[] from = {source.x(), source.y(), source.z()};
    double[] to = {target.x(), target.y(), target.z()};
    for (int axis = 0; axis < 3; axis++) {
      if (from[axis] == to[axis]) { // i·s/s is not always i
        from[axis] = 1;
        to[axis] = 1;
      }
    }
    return new GridMap(
        Affine.scaling(to[0], to[1], to[2]), new Geometry.Spacing(from[0], from[1], from[2]));
  }

  /**
   * Between two grids in one space of mm. Where a whole number in place of an entry moves no voxel
   * of the target by more than 10⁻⁶ voxels of the source, the entry is that number: so parallel
   * axes stay parallel, and voxels that coincide do so exactly.
   *
   * @param source voxel to mm
   * @param target voxel to mm, of a grid of {@code size}
   * @throws IllegalArgumentException if the source's affine has no inverse
   */
  public static GridMap between(Affine source, Affine target, Size3 size) {
    double determinant = source.determinant();
    if (determinant == 0) {
      throw new IllegalArgumentException("the source's affine has no inverse: " + source);
    }
    double[] rows = new double[12];
    for (int column = 0; column < 4; column++) {
      double[] wanted = new double[3];
      for (int row = 0; row < 3; row++) {
        wanted[row] = target.get(row, column) - (column == 3 ? source.get(row, 3) : 0);
      }
      double steps = column == 3 ? 1 : Math.max(1, size.get(column) - 1);
      for (int axis = 0; axis < 3; axis++) {
        double voxels = replaced(source, axis, wanted).determinant() / determinant; // Cramer's rule
        boolean whole = Math.abs(voxels - Math.rint(voxels)) * steps <= ROUNDING;
        rows[axis * 4 + column] = whole ? Math.rint(voxels) + 0.0 : voxels;
      }
    }
    return of(Affine.of(rows));
  }

  private static Affine replaced(Affine affine, int column, double[] values) {
    double[] rows = affine.toArray();
    for (int row = 0; row < 3; row++) {
      rows[row * 4 + column] = values[row];
    }
    return Affine.of(rows);
  }

  /** The position of a target voxel on an axis of the source, in voxels of the source. */
  public double position(int axis, int x, int y, int z) {
    double along = mm.get(axis, 0) * x + mm.get(axis, 1) * y + mm.get(axis, 2) * z;
    return (along + mm.get(axis, 3)) / spacing(axis);
  }

  /** Of the source. */
  public double spacing(int axis) {
    return switch (axis) {
      case 0 -> spacing.x();
      case 1 -> spacing.y();
      case 2 -> spacing.z();
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, was " + axis);
    };
  }

  /** True if every axis of the source is parallel to one of the target, each to another. */
  public boolean isParallel() {
    int seen = 0;
    for (int axis = 0; axis < 3; axis++) {
      int column = onlyColumn(axis);
      seen |= column < 0 ? 0 : 1 << column;
    }
    return seen == 0b111;
  }

  /** The only column that is not 0 in the row of an axis; −1 if there is none or another. */
  private int onlyColumn(int axis) {
    int only = -1;
    for (int column = 0; column < 3; column++) {
      if (mm.get(axis, column) != 0) {
        if (only >= 0) {
          return -1;
        }
        only = column;
      }
    }
    return only;
  }

  /** Whether every position is a voxel, or as far outside as one. */
  public boolean isCopy() {
    boolean whole = isParallel();
    for (int axis = 0; axis < 3; axis++) {
      whole &= spacing(axis) == 1;
      for (int column = 0; column < 4; column++) {
        double entry = mm.get(axis, column);
        whole &= entry == Math.rint(entry) && (column == 3 || Math.abs(entry) <= 1);
      }
    }
    return whole;
  }

  /**
   * How many voxels of the source lie between neighbours of the target, measured along an axis of
   * the source: above 1 where there are fewer voxels than before.
   */
  public double reduction(int axis) {
    double sum = 0;
    for (int column = 0; column < 3; column++) {
      sum += mm.get(axis, column) * mm.get(axis, column);
    }
    return Math.sqrt(sum) / spacing(axis);
  }

  /** Fails unless every position of a target of {@code size} is a finite number. */
  public void requireFinite(Size3 size) {
    for (int axis = 0; axis < 3; axis++) {
      double most = Math.abs(mm.get(axis, 3));
      for (int column = 0; column < 3; column++) {
        most += Math.abs(mm.get(axis, column)) * size.get(column);
      }
      if (!Double.isFinite(most / spacing(axis))) {
        throw new IllegalArgumentException(
            Text.format("positions must be finite, are not for target %s of %s", size, this));
      }
    }
  }
}
