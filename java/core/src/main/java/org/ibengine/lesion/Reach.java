package org.ibengine.lesion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Size3;

/**
 * Which voxels belong together: all pairs whose difference is in one of the rows. Of each
 * difference and its opposite only one is kept, that of the voxel that comes first in memory order.
 *
 * @param rows in the order in which they are looked at
 */
record Reach(List<Row> rows) {
  /** What files in float32 lose is far below, what voxels differ by is above. */
  private static final double TOLERANCE = 1e-6;

  /** Voxel differences (x, y, z) of one y and z, with x from {@code first} to {@code last}. */
  record Row(int y, int z, int first, int last, double nearest) {}

  Reach {
    rows = List.copyOf(rows);
  }

  /** Neighbours; voxels of one row that touch lie in one run already. */
  static Reach of(Connectivity connectivity) {
    int most =
        connectivity == Connectivity.FACE_6 ? 1 : connectivity == Connectivity.EDGE_18 ? 2 : 3;
    List<Row> rows = new ArrayList<>();
    for (int z = -1; z <= 0; z++) {
      for (int y = -1; y <= (z < 0 ? 1 : -1); y++) {
        int steps = Math.abs(y) + Math.abs(z);
        int slack = Math.min(1, most - steps);
        if (slack >= 0) {
          rows.add(new Row(y, z, -slack, slack, 0));
        }
      }
    }
    return new Reach(rows);
  }

  /**
   * Voxels whose centres are nearer than a distance; what differs from it by less than a millionth
   * is not nearer.
   *
   * @param mm above 0
   * @param size of the grid: no difference is longer
   */
  static Reach nearerThan(double mm, Affine affine, Size3 size) {
    double limit = mm * (1 - TOLERANCE);
    Quadratic squared = Quadratic.of(affine);
    int mostY = most(squared, 1, limit, size);
    int mostZ = most(squared, 2, limit, size);
    List<Row> rows = new ArrayList<>();
    for (int z = -mostZ; z <= 0; z++) {
      for (int y = -mostY; y <= (z < 0 ? mostY : 0); y++) {
        Row row = row(squared, y, z, limit * limit, size);
        if (row != null) {
          rows.add(row);
        }
      }
    }
    // Near ones first: the sooner everything is joined, the sooner the search ends.
    rows.sort(Comparator.comparingDouble(Row::nearest));
    return new Reach(rows);
  }

  /** How far a difference can go along an axis, whatever it is along the others. */
  private static int most(Quadratic squared, int axis, double limit, Size3 size) {
    double furthest = limit * Math.sqrt(squared.inverse(axis));
    return (int) Math.min(size.get(axis) - 1.0, Math.ceil(furthest));
  }

  /** The whole x whose difference is near enough lie side by side; null if there is none. */
  private static Row row(Quadratic squared, int y, int z, double limit, Size3 size) {
    double centre = squared.bestX(y, z);
    int most = size.x() - 1;
    int at = (int) Math.max(-most, Math.min(most, Math.floor(centre)));
    if (squared.at(at, y, z) >= limit) {
      at++; // the minimum lies between the two
    }
    if (at > most || squared.at(at, y, z) >= limit) {
      return null;
    }
    double nearest = squared.at(at, y, z);
    int first = at;
    int last = at;
    while (first > -most && squared.at(first - 1, y, z) < limit) {
      first--;
      nearest = Math.min(nearest, squared.at(first, y, z));
    }
    while (last < most && squared.at(last + 1, y, z) < limit) {
      last++;
      nearest = Math.min(nearest, squared.at(last, y, z));
    }
    return new Row(y, z, first, last, nearest);
  }

  /** The squared length in mm² of a difference of voxels. */
  private record Quadratic(double[][] gram) {
    static Quadratic of(Affine affine) {
      double[][] gram = new double[3][3];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          for (int row = 0; row < 3; row++) {
            gram[i][j] += affine.get(row, i) * affine.get(row, j);
          }
        }
      }
      return new Quadratic(gram);
    }

    double at(int x, int y, int z) {
      return gram[0][0] * x * x
          + gram[1][1] * y * y
          + gram[2][2] * z * z
          + 2 * (gram[0][1] * x * y + gram[0][2] * x * z + gram[1][2] * y * z);
    }

    double bestX(int y, int z) {
      return -(gram[0][1] * y + gram[0][2] * z) / gram[0][0];
    }

    /** Entry (axis, axis) of the inverse matrix, by minors. */
    double inverse(int axis) {
      int a = (axis + 1) % 3;
      int b = (axis + 2) % 3;
      double minor = gram[a][a] * gram[b][b] - gram[a][b] * gram[b][a];
      double determinant = 0;
      for (int j = 0; j < 3; j++) {
        int c = (j + 1) % 3;
        int d = (j + 2) % 3;
        determinant += gram[0][j] * (gram[1][c] * gram[2][d] - gram[1][d] * gram[2][c]);
      }
      return minor / determinant;
    }
  }
}
