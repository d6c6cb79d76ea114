package org.ibengine.volume;

/**
 * Which way the axes of a grid point: a letter each for x, y and z, such as {@code RAS}, the
 * directions in which voxel numbers grow. Of an oblique grid, the nearest: each world axis is given
 * once, the voxel axis that is closest to one first.
 */
public final class OrientationCode {
  private static final String TOWARDS = "RAS";
  private static final String AWAY = "LPI";

  private OrientationCode() {}

  public static String of(Affine affine) {
    char[] code = new char[3];
    boolean[] taken = new boolean[3];
    for (int round = 0; round < 3; round++) {
      int bestAxis = -1;
      int bestRow = -1;
      double best = -1;
      for (int axis = 0; axis < 3; axis++) {
        for (int row = 0; row < 3; row++) {
          double share = Math.abs(affine.get(row, axis)) / affine.step(axis);
          if (code[axis] == 0 && !taken[row] && share > best) {
            best = share;
            bestAxis = axis;
            bestRow = row;
          }
        }
      }
      boolean towards = affine.get(bestRow, bestAxis) > 0;
      code[bestAxis] = (towards ? TOWARDS : AWAY).charAt(bestRow);
      taken[bestRow] = true;
    }
    return new String(code);
  }
}
