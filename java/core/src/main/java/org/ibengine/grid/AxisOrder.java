package org.ibengine.grid;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.volume.Affine;

/**
 * How the axes of one grid run along those of another: a signed permutation.
 *
 * @param axes of the first grid, in its order x, y, z
 */
public record AxisOrder(List<Along> axes) {
  /** Newton's iteration converges quadratically; an affine that is read takes about ten steps. */
  private static final int MOST_STEPS = 100;

  /**
   * The axis of the other grid that an axis runs along.
   *
   * @param axis 0 is x, 1 is y, 2 is z
   * @param reversed whether it runs the other way
   */
  public record Along(int axis, boolean reversed) {}

  /** Each axis runs along its own. */
  public static final AxisOrder SAME =
      new AxisOrder(List.of(new Along(0, false), new Along(1, false), new Along(2, false)));

  /**
   * @throws IllegalArgumentException unless each axis is named once
   */
  public AxisOrder {
    axes = List.copyOf(axes);
    if (axes.size() != 3 || axes.stream().mapToInt(Along::axis).distinct().count() != 3) {
      throw new IllegalArgumentException("each of three axes must be named once, were " + axes);
    }
  }

  public Along along(int axis) {
    return axes.get(axis);
  }

  /**
   * Of a grid that runs right, anterior and superior as nearly as one made of the same rows,
   * columns and planes can: what nibabel's {@code as_closest_canonical} chooses. The rotation
   * nearest to the affine is taken first, so that shear does not decide; of its axes, the one that
   * runs most nearly along an axis of the world chooses first, among equal ones the first.
   *
   * @param affine of a grid in a right, anterior, superior space of mm
   */
  public static AxisOrder toRas(Affine affine) {
    double[][] rotation = nearestRotation(affine);
    Along[] axes = new Along[3];
    for (int source : strongestFirst(rotation)) {
      int nearest = -1;
      for (int world = 0; world < 3; world++) {
        boolean nearer =
            nearest < 0 || Math.abs(rotation[world][source]) > Math.abs(rotation[nearest][source]);
        nearest = axes[world] == null && nearer ? world : nearest;
      }
      axes[nearest] = new Along(source, rotation[nearest][source] < 0);
    }
    return new AxisOrder(List.of(axes));
  }

  private static int[] strongestFirst(double[][] rotation) {
    return IntStream.range(0, 3)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer axis) -> -strength(rotation, axis)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The square of its largest component. */
  private static double strength(double[][] rotation, int axis) {
    double largest = 0;
    for (double[] row : rotation) {
      largest = Math.max(largest, row[axis] * row[axis]);
    }
    return largest;
  }

  /** The orthogonal factor of the polar decomposition, after each column has length 1. */
  private static double[][] nearestRotation(Affine affine) {
    double[][] rotation = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        rotation[row][column] = affine.get(row, column) / affine.step(column);
      }
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      double[][] cofactors = cofactors(rotation);
      double determinant = 0;
      for (int column = 0; column < 3; column++) {
        determinant += rotation[0][column] * cofactors[0][column];
      }
      double moved = 0;
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          double next = (rotation[row][column] + cofactors[row][column] / determinant) / 2;
          moved = Math.max(moved, Math.abs(next - rotation[row][column]));
          rotation[row][column] = next;
        }
      }
      if (moved < 1e-14) {
        break;
      }
    }
    return rotation;
  }

  private static double[][] cofactors(double[][] m) {
    double[][] cofactors = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int r1 = (row + 1) % 3;
        int r2 = (row + 2) % 3;
        int c1 = (column + 1) % 3;
        int c2 = (column + 2) % 3;
        cofactors[row][column] = m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
      }
    }
    return cofactors;
  }
}
