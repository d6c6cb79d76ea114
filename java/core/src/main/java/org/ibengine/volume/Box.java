package org.ibengine.volume;

import org.ibengine.text.Text;

/**
 * A region in voxels; {@code begin} is inside, {@code end} is one past the last voxel. Never empty.
 */
public record Box(Index3 begin, Index3 end) {
  public Box {
    if (begin.x() >= end.x() || begin.y() >= end.y() || begin.z() >= end.z()) {
      throw new IllegalArgumentException(Text.format("box is empty: begin=%s end=%s", begin, end));
    }
  }

  public Size3 size() {
    return new Size3(end.x() - begin.x(), end.y() - begin.y(), end.z() - begin.z());
  }

  /** The smallest box around both. */
  public Box around(Box other) {
    return new Box(
        new Index3(
            Math.min(begin.x(), other.begin.x()),
            Math.min(begin.y(), other.begin.y()),
            Math.min(begin.z(), other.begin.z())),
        new Index3(
            Math.max(end.x(), other.end.x()),
            Math.max(end.y(), other.end.y()),
            Math.max(end.z(), other.end.z())));
  }

  public boolean contains(Index3 voxel) {
    return contains(voxel.x(), voxel.y(), voxel.z());
  }

  public boolean contains(int x, int y, int z) {
    return begin.x() <= x
        && x < end.x()
        && begin.y() <= y
        && y < end.y()
        && begin.z() <= z
        && z < end.z();
  }
}
