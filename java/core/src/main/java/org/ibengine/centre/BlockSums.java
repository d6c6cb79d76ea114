package org.ibengine.centre;

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

  /** Bytes of memory that this takes. */
  static long bytes(Size3 size, int below, int above) {
    return (below + above + 4L) * size.x() * size.y() * Integer.BYTES;
  }

  /** Voxels of the block around a voxel of an axis of n that lie in the volume. */
  int length(int at, int n) {
    return Math.min(n, at + above + 1) - Math.max(0, at - below);
  }

  /** Sums of the planes from zBegin to zEnd − 1; for one call. */
  void run(int zBegin, int zEnd, Planes planes, Sums sums) {
    int next = Math.max(0, zBegin - below);
    int first = next;
    for (int z = zBegin; z < zEnd; z++) {
      int gone = z - below - 1;
      if (gone >= first) {
        subtract(total, kept[gone % kept.length], 0, total.length);
      }
      for (; next < Math.min(size.z(), z + above + 1); next++) {
        planes.read(next, values);
        int[] plane = kept[next % kept.length];
        sumWithin(plane);
        add(total, plane, 0, total.length);
      }
      sums.accept(z, total);
    }
  }

  private void sumWithin(int[] plane) {
    int nx = size.x();
    int ny = size.y();
    for (int y = 0; y < ny; y++) {
      sumRow(y * nx);
    }
    int[] column = new int[nx];
    for (int y = 0; y < Math.min(ny, above); y++) {
      add(column, rows, y * nx, nx);
    }
    for (int y = 0; y < ny; y++) {
      if (y + above < ny) {
        add(column, rows, (y + above) * nx, nx);
      }
      if (y - below - 1 >= 0) {
        subtract(column, rows, (y - below - 1) * nx, nx);
      }
      System.arraycopy(column, 0, plane, y * nx, nx);
    }
  }

  private void sumRow(int row) {
    int nx = size.x();
    int sum = 0;
    for (int x = 0; x < Math.min(nx, above); x++) {
      sum += values[row + x];
    }
    int first = Math.min(below + 1, nx); // up to there nothing goes out
    int last = Math.max(first, nx - above); // from there nothing comes in
    for (int x = 0; x < first; x++) {
      sum += x + above < nx ? values[row + x + above] : 0;
      rows[row + x] = sum;
    }
    for (int x = first; x < last; x++) {
      sum += values[row + x + above] - values[row + x - below - 1];
      rows[row + x] = sum;
    }
    for (int x = last; x < nx; x++) {
      sum -= values[row + x - below - 1];
      rows[row + x] = sum;
    }
  }

  private static void add(int[] to, int[] from, int fromBegin, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += from[fromBegin + i];
    }
  }

  private static void subtract(int[] to, int[] from, int fromBegin, int count) {
    for (int i = 0; i < count; i++) {
      to[i] -= from[fromBegin + i];
    }
  }
}
