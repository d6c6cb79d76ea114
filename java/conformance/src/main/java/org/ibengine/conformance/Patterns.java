package org.ibengine.conformance;

import org.ibengine.conformance.Fixture.VoxelFunction;
import org.ibengine.volume.Size3;

/** Masks that are hard to label: 1 is foreground. */
enum Patterns {
  ALL_FOREGROUND {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> 1;
    }
  },
  CHECKERBOARD {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> (x + y + z) % 2;
    }
  },
  /** Teeth along z, joined only in the last plane: labels meet at the very end. */
  COMB_ALONG_Z {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> x % 2 == 0 && y % 2 == 0 || z == size.z() - 1 ? 1 : 0;
    }
  },
  /** Teeth along x, joined at the right end. */
  COMB_ALONG_X {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> (y + z) % 2 == 0 || x == size.x() - 1 ? 1 : 0;
    }
  },
  /** Two combs, one from each end, whose teeth alternate without touching by a face. */
  INTERLOCKED_COMBS {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> {
        boolean bottom = y % 4 == 0 && z < size.z() - 2 || z == 0 && y % 4 != 2;
        boolean top = y % 4 == 2 && z > 1 || z == size.z() - 1 && y % 4 != 0;
        return x % 2 == 0 && (bottom || top) ? 1 : 0;
      };
    }
  },
  /** One path that turns at the end of every row and every plane. */
  SERPENTINE {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> isOnSerpentine(size, x, y, z) ? 1 : 0;
    }
  },
  /** In every second plane a square spiral of one arm. */
  SPIRAL {
    @Override
    VoxelFunction of(Size3 size) {
      boolean[][] arm = spiral(size.x(), size.y());
      return (x, y, z) -> z % 2 == 0 && arm[x][y] || x == 0 && y == 0 ? 1 : 0;
    }
  },
  /** The same spiral standing on its side, wound in y and z. */
  SPIRAL_IN_YZ {
    @Override
    VoxelFunction of(Size3 size) {
      boolean[][] arm = spiral(size.y(), size.z());
      return (x, y, z) -> x % 3 != 2 && arm[y][z] ? 1 : 0;
    }
  },
  PLANES_ONE_VOXEL_THICK {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) -> x % 4 == 1 || y % 5 == 2 && z % 3 == 0 ? 1 : 0;
    }
  },
  ALL_EIGHT_CORNERS {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) ->
          x % Math.max(1, size.x() - 1) == 0
                  && y % Math.max(1, size.y() - 1) == 0
                  && z % Math.max(1, size.z() - 1) == 0
              ? 1
              : 0;
    }
  },
  /** Steps that touch by edges or corners only. */
  DIAGONALS {
    @Override
    VoxelFunction of(Size3 size) {
      return (x, y, z) ->
          x % 7 == y % 7 && y % 7 == z % 7 || (x + y) % 9 == 0 && z % 4 == 0 ? 1 : 0;
    }
  };

  abstract VoxelFunction of(Size3 size);

  private static boolean isOnSerpentine(Size3 size, int x, int y, int z) {
    if (z % 2 == 1) { // the link to the next plane alternates between the last and the first row
      int lastRow = (size.y() - 1) / 2 * 2;
      return x == 0 && y == (z % 4 == 1 ? lastRow : 0);
    }
    return y % 2 == 0 || x == (y % 4 == 1 ? size.x() - 1 : 0);
  }

  /** Walks inwards from (0, 0), keeping one voxel of background between the turns. */
  private static boolean[][] spiral(int nx, int ny) {
    boolean[][] arm = new boolean[nx][ny];
    int[] step = {1, 0};
    int x = 0;
    int y = 0;
    arm[0][0] = true;
    for (int failures = 0; failures < 2; ) {
      if (mayStep(arm, x, y, step)) {
        x += step[0];
        y += step[1];
        arm[x][y] = true;
        failures = 0;
      } else {
        step = new int[] {-step[1], step[0]};
        failures++;
      }
    }
    return arm;
  }

  private static boolean mayStep(boolean[][] arm, int x, int y, int[] step) {
    int nextX = x + step[0];
    int nextY = y + step[1];
    return isInside(arm, nextX, nextY)
        && !arm[nextX][nextY]
        && !isArm(arm, nextX + step[0], nextY + step[1]);
  }

  private static boolean isArm(boolean[][] arm, int x, int y) {
    return isInside(arm, x, y) && arm[x][y];
  }

  private static boolean isInside(boolean[][] arm, int x, int y) {
    return 0 <= x && x < arm.length && 0 <= y && y < arm[0].length;
  }
}
