package org.ibengine.cuda;

import org.ibengine.backend.PatchCut;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** How many blocks a patch of a packed volume takes, as ib_cuda.h counts them. */
final class BrickTiles {
  static final int BRICKS = 32; // IB_GATHER_BRICKS
  static final int BRICK_ROWS = 16; // IB_GATHER_BRICK_ROWS
  static final int TURNED_BRICKS = 4; // IB_GATHER_TURNED_BRICKS

  private static final int BRICK_X = 8;
  private static final int BRICK_Y = 4;
  private static final int BRICK_Z = 4;

  private BrickTiles() {}

  static long of(PatchCut cut) {
    Index3 corner = cut.corner();
    Size3 size = cut.size();
    long x = touched(corner.x(), size.x(), BRICK_X);
    long y = touched(corner.y(), size.y(), BRICK_Y);
    long z = touched(corner.z(), size.z(), BRICK_Z);
    if (cut.orientation().quarterTurns() % 2 != 0) {
      long sideBySide = ceilDiv(x, TURNED_BRICKS) * ceilDiv(y, PatchTable.TURNED_ROWS / BRICK_Y);
      return Math.multiplyExact(sideBySide, z);
    }
    long parts = ceilDiv(x, BRICKS);
    long rows = Math.min(BRICK_ROWS, BRICKS / ceilDiv(x, parts));
    return Math.multiplyExact(parts, ceilDiv(y * z, rows));
  }

  /** Bricks along an axis, as if the volume had no end. */
  private static long touched(long corner, int size, int side) {
    return ceilDiv(Math.floorMod(corner, side) + (long) size, side);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
