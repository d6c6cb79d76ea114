package org.ibengine.place;

import java.util.Arrays;
import java.util.List;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.VoxelBits;

/**
 * Which windows of one plane of corners, all at the same z, are wanted: a bit for each, x fastest;
 * each row begins with a word of its own. Not thread-safe.
 */
final class CornerPlane {
  private final int width;
  private final int height;
  private final int words; // of a row
  private final long[] wanted;

  CornerPlane(int width, int height) {
    this.width = width;
    this.height = height;
    this.words = (width + 63) / 64;
    this.wanted = new long[Math.toIntExact((long) words * height)];
  }

  int width() {
    return width;
  }

  /** Wants exactly those that are not set. */
  void setAllBut(VoxelBits taken, int z) {
    long last = width % 64 == 0 ? -1 : (1L << width) - 1; // the lowest six bits of width count
    for (int y = 0; y < height; y++) {
      int row = taken.row(y, z);
      for (int word = 0; word < words; word++) {
        long mask = word == words - 1 ? last : -1;
        wanted[y * words + word] = ~taken.word(row + word) & mask;
      }
    }
  }

  /** Wants exactly those corners. */
  void setOnly(List<Index3> corners) {
    Arrays.fill(wanted, 0);
    for (Index3 at : corners) {
      wanted[at.y() * words + at.x() / 64] |= 1L << at.x();
    }
  }

  /** Clears those that are set. */
  void remove(VoxelBits taken, int z) {
    for (int y = 0; y < height; y++) {
      for (int word = 0; word < words; word++) {
        wanted[y * words + word] &= ~taken.word(taken.row(y, z) + word);
      }
    }
  }

  /** Adds all that are wanted to voxels of the grid of corners. */
  void addTo(IndexRuns.Builder found, int z) {
    for (int y = 0; y < height; y++) {
      long row = ((long) z * height + y) * width;
      for (int x = next(0, y); x < width; ) {
        int end = find(x, y, -1);
        found.add(row + x, row + end);
        x = next(end, y);
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
      for (int x = next(0, y); x < width; x = next(x + 1, y)) {
        visitor.at(x, y);
      }
    }
  }

  boolean isEmpty() {
    for (long word : wanted) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  boolean get(int x, int y) {
    return (wanted[y * words + x / 64] >>> x & 1) != 0;
  }

  void clear(int x, int y) {
    wanted[y * words + x / 64] &= ~(1L << x);
  }

  private int next(int x, int y) {
    return find(x, y, 0);
  }

  /** The first corner of a row from {@code x} on whose bit is not that of {@code flip}. */
  private int find(int x, int y, long flip) {
    if (x >= width) {
      return width;
    }
    int word = x / 64;
    long bits = (wanted[y * words + word] ^ flip) & -1L << x;
    while (bits == 0 && ++word < words) {
      bits = wanted[y * words + word] ^ flip;
    }
    return bits == 0 ? width : Math.min(width, word * 64 + Long.numberOfTrailingZeros(bits));
  }
}
