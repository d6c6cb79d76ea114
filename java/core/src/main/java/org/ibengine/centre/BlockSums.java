package org.ibengine.centre;

import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;

/**
 * Sums of a block of voxels around each voxel, clipped to the volume, plane by plane. Each plane is
 * read once, in ascending order, and touched a few times whatever the size of the block.
 */
final class BlockSums {
  /** Gives the values of a plane. */
  @FunctionalInterface
  interface Planes {
    /**
     * @param values receives the plane, x fastest
     */
    void read(int z, int[] values);
  }

  /** Takes the sums of a plane. */
  @FunctionalInterface
  interface Sums {
    /**
     * @param sums one for each voxel of the plane, x fastest; overwritten after the call
     */
    void accept(int z, int[] sums);
  }

  private final Size3 size;
  private final int below;
  private final int above;
  private final int[] values;
  private final int[] rows;
  private final int[][] kept; // sums within a plane, of the planes in the block
  private final int[] total;

  /**
   * @param below voxels of the block before its centre along each axis
   * @param above voxels after it
   */
  BlockSums(Size3 size, int below, int above) {
    this.size = size;
    this.below = below;
    this.above = above;
    int plane = Math.multiplyExact(size.x(), size.y());
    this.values = new int[plane];
    this.rows = new int[plane];
    this.kept = new int[below + above + 1][plane];
    this.total = new int[plane];
  }

  Size3 size() {
    return size;
  }

  /** Bytes of memory that this takes. */
  static long bytes(Size3 size, int below, int above) {
    return (below + above + 4L) * size.x() * size.y() * Integer.BYTES;
  }

  /** Voxels of the block around a voxel of an axis of n that lie in the volume. */
  int length(int at, int n) {
    return Math.min(n, at + above + 1) - Math.max(0, at - below);
  }

  /**
   * Sums around the voxels of a box; for one call.
   *
   * @param wanted sums of other voxels in its planes mean nothing
   */
  void run(Box wanted, Planes planes, Sums sums) {
    int next = Math.max(0, wanted.begin().z() - below);
    int first = next;
    int begin = wanted.begin().y() * size.x();
    int end = wanted.end().y() * size.x();
    for (int z = wanted.begin().z(); z < wanted.end().z(); z++) {
      int gone = z - below - 1;
      if (gone >= first) {
        subtract(total, kept[gone % kept.length], begin, end);
      }
      for (; next < Math.min(size.z(), z + above + 1); next++) {
        planes.read(next, values);
        int[] plane = kept[next % kept.length];
        sumWithin(wanted, plane);
        add(total, plane, begin, end);
      }
      sums.accept(z, total);
    }
  }

  private void sumWithin(Box wanted, int[] plane) {
    int nx = size.x();
    int first = Math.max(0, wanted.begin().y() - below);
    int last = Math.min(size.y(), wanted.end().y() + above);
    for (int y = first; y < last; y++) {
      sumRow(y * nx, wanted.begin().x(), wanted.end().x());
    }
    int[] column = new int[nx];
    for (int y = first; y < Math.min(last, wanted.begin().y() + above); y++) {
      addRow(column, y);
    }
    for (int y = wanted.begin().y(); y < wanted.end().y(); y++) {
      if (y + above < last) {
        addRow(column, y + above);
      }
      if (y - below - 1 >= first) {
        subtractRow(column, y - below - 1);
      }
      System.arraycopy(column, 0, plane, y * nx, nx);
    }
  }

  /** Sums along x for voxels from {@code begin} to {@code end − 1} of a row. */
  private void sumRow(int row, int begin, int end) {
    int nx = size.x();
    int sum = 0;
    for (int x = Math.max(0, begin - below); x < Math.min(nx, begin + above); x++) {
      sum += values[row + x];
    }
    int first = Math.min(end, Math.max(begin, below) + 1); // up to there nothing goes out
    int last = Math.max(first, Math.min(end, nx - above)); // from there nothing comes in
    for (int x = begin; x < first; x++) {
      sum += x + above < nx ? values[row + x + above] : 0;
      rows[row + x] = sum;
    }
    for (int x = first; x < last; x++) {
      sum += values[row + x + above] - values[row + x - below - 1];
      rows[row + x] = sum;
    }
    for (int x = last; x < end; x++) {
      sum -= values[row + x - below - 1];
      rows[row + x] = sum;
    }
  }

  private void addRow(int[] column, int y) {
    int row = y * column.length;
    for (int x = 0; x < column.length; x++) {
      column[x] += rows[row + x];
    }
  }

  private void subtractRow(int[] column, int y) {
    int row = y * column.length;
    for (int x = 0; x < column.length; x++) {
      column[x] -= rows[row + x];
    }
  }

  private static void add(int[] to, int[] from, int begin, int end) {
    for (int i = begin; i < end; i++) {
      to[i] += from[i];
    }
  }

  private static void subtract(int[] to, int[] from, int begin, int end) {
    for (int i = begin; i < end; i++) {
      to[i] -= from[i];
    }
  }
}
