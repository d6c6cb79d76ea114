package org.ibengine.conformance;

import java.util.Random;
import org.ibengine.volume.Affine;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;

/** Grids for {@code resample}: half of the maps have parallel axes. */
final class RandomGrid {
  private static final int[][] ORDERS = {
    {0, 1, 2}, {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  private RandomGrid() {}

  /** Sometimes one voxel thin, sometimes longer than a vector register or a tile. */
  static Size3 size(Random random) {
    return new Size3(
        random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(90),
        random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(50),
        random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(20));
  }

  static GridMap map(Random random) {
    int[] order = ORDERS[random.nextInt(ORDERS.length)];
    boolean parallel = random.nextBoolean();
    double[] rows = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      for (int column = 0; column < 3; column++) {
        boolean along = order[axis] == column;
        double size = along ? 0.2 + 1.6 * random.nextDouble() : parallel ? 0 : 0.3;
        rows[axis * 4 + column] = random.nextBoolean() ? size : -size;
      }
      rows[axis * 4 + 3] = 40 * random.nextDouble() - 5;
    }
    return GridMap.of(Affine.of(rows));
  }
}
