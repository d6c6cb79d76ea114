package org.ibengine.backend;

import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Which voxel of a patch as it lies in the volume an element of the oriented patch shows. */
final class TargetOrder {
  private final Orientation orientation;
  private final Size3 size;

  /** Odd turns need a square patch, so the target's size is the patch's. */
  TargetOrder(Orientation orientation, Size3 size) {
    this.orientation = orientation;
    this.size = size;
  }

  /** For element (x, y, z) of the target. */
  Index3 source(int x, int y, int z) {
    int turnedX = orientation.flipX() ? size.x() - 1 - x : x;
    int turnedY = orientation.flipY() ? size.y() - 1 - y : y;
    int dz = orientation.flipZ() ? size.z() - 1 - z : z;
    return switch (orientation.quarterTurns()) {
      case 1 -> new Index3(turnedY, size.y() - 1 - turnedX, dz);
      case 2 -> new Index3(size.x() - 1 - turnedX, size.y() - 1 - turnedY, dz);
      case 3 -> new Index3(size.x() - 1 - turnedY, turnedX, dz);
      default -> new Index3(turnedX, turnedY, dz);
    };
  }
}
