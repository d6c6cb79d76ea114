package org.ibengine.place;

import java.util.stream.IntStream;

/**
 * Window starts along one axis: {@code 0, stride, 2·stride, …} and a last one at {@code dim −
 * patch}; only 0 where the volume is not larger than the patch.
 */
final class WindowAxis {
  private final int patch;
  private final int stride;
  private final int lastStart;
  private final int count;

  WindowAxis(int dim, int patch, int stride) {
    this.patch = patch;
    this.stride = stride;
    this.lastStart = Math.max(0, dim - patch);
    this.count = 1 + (int) (((long) lastStart + stride - 1) / stride);
  }

  int count() {
    return count;
  }

  /** Ascending. */
  int[] starts() {
    return IntStream.range(0, count)
        .map(window -> (int) Math.min((long) window * stride, lastStart))
        .toArray();
  }

  /** The first window that reaches beyond {@code voxel}; {@code count} if none does. */
  int firstEndingAfter(int voxel) {
    int needed = voxel - patch + 1; // smallest start whose window still holds the voxel
    if (needed <= 0) {
      return 0;
    }
    return needed > lastStart ? count : (int) (((long) needed + stride - 1) / stride);
  }

  /** How many windows start before {@code voxelEnd}. */
  int startingBefore(int voxelEnd) {
    if (lastStart < voxelEnd) {
      return count;
    }
    return 1 + (voxelEnd - 1) / stride;
  }
}
