package org.ibengine.place;

import java.util.List;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/** Which windows of one plane of corners, all at the same z, are wanted. Not thread-safe. */
final class CornerPlane {
  private final int width;
  private final int height;
  private final VoxelBits wanted; // of one plane

  CornerPlane(int width, int height) {
    this.width = width;
    this.height = height;
    this.wanted = VoxelBits.none(new Size3(width, height, 1));
  }

  int width() {
    return width;
  }

  /** Wants exactly those that are not set. */
  void setAllBut(VoxelBits taken, int z) {
    for (int y = 0; y < height; y++) {
      wanted.setRun(0, width, y, 0);
    }
    remove(taken, z);
  }

  /** Wants exactly those corners. */
  void setOnly(List<Index3> corners) {
    for (int y = 0; y < height; y++) {
      wanted.clearRun(0, width, y, 0);
    }
    corners.forEach(at -> wanted.set(at.x(), at.y(), 0));
  }

  /** Clears those that are set. */
  void remove(VoxelBits taken, int z) {
    for (int y = 0; y < height; y++) {
      for (int x = taken.next(0, y, z); x < width; ) {
        int end = taken.nextAbsent(x, y, z);
        wanted.clearRun(x, Math.min(end, width), y, 0);
        x = taken.next(end, y, z);
      }
    }
  }

  /** Adds all that are wanted to voxels of the grid of corners. */
  void addTo(IndexRuns.Builder found, int z) {
    for (int y = 0; y < height; y++) {
      long row = ((long) z * height + y) * width;
      for (int x = wanted.next(0, y, 0); x < width; ) {
        int end = wanted.nextAbsent(x, y, 0);
        found.add(row + x, row + end);
        x = wanted.next(end, y, 0);
      }
    }
  }

  /** Takes a corner. */
  interface Visitor {
    void at(int x, int y);
  }

  /** All that are wanted, row by row; the visitor may clear the one it is given. */
  void forEach(Visitor visitor) {
    for (int y = 0; y < height; y++) {
      for (int x = wanted.next(0, y, 0); x < width; x = wanted.next(x + 1, y, 0)) {
        visitor.at(x, y);
      }
    }
  }

  boolean isEmpty() {
    return wanted.count() == 0;
  }

  boolean get(int x, int y) {
    return wanted.get(x, y, 0);
  }

  void clear(int x, int y) {
    wanted.clear(x, y, 0);
  }
}
