package org.ibengine.volume;

/**
 * The part of a window that lies in a grid, as rows of consecutive indices in memory order.
 *
 * @param first its first voxel
 * @param last one past its last voxel on each axis
 */
record RowWindow(Size3 grid, Index3 first, Index3 last) {
  /** Null where nothing of the window lies in the grid. */
  static RowWindow of(Size3 grid, Index3 corner, Size3 window) {
    int[] first = new int[3];
    int[] last = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      first[axis] = Math.max(0, corner.get(axis));
      last[axis] = (int) Math.min(grid.get(axis), (long) corner.get(axis) + window.get(axis));
      if (first[axis] >= last[axis]) {
        return null;
      }
    }
    return new RowWindow(
        grid, new Index3(first[0], first[1], first[2]), new Index3(last[0], last[1], last[2]));
  }

  private long index(long y, long z) {
    return (z * grid.y() + y) * grid.x();
  }

  /** Index of the first voxel of its first plane. */
  long begin() {
    return index(0, first.z());
  }

  /** One past the index of its last voxel. */
  long end() {
    return index(last.y() - 1, last.z() - 1) + last.x();
  }

  /** Whether one of the indices from {@code from} to before {@code until} is in the window. */
  boolean meets(long from, long until) {
    return next(Math.max(from, begin())) < Math.min(until, end());
  }

  /** The index itself if it is in the window, else the next one that is. */
  private long next(long index) {
    long x = index % grid.x();
    long row = index / grid.x();
    long z = row / grid.y();
    long y = row % grid.y();
    if (x >= last.x()) {
      x = 0;
      y++;
    }
    if (y < first.y()) {
      return index(first.y(), z) + first.x();
    }
    if (y >= last.y()) {
      return index(first.y(), z + 1) + first.x();
    }
    return index(y, z) + Math.max(x, first.x());
  }
}
