package org.ibengine.index;

import java.util.Arrays;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * How many voxels of windows are body, exactly. Holds a summed-area table of the blocks (Crow 1984,
 * doi 10.1145/800031.808600); between the borders of blocks, sums are linear along each axis.
 * Immutable, so thread-safe.
 */
public final class BodyCounts {
  private final Size3 size;
  private final Size3 block;
  private final Size3 grid;
  private final int width; // entries of a row of the table
  private final int height;
  private final int[] sums; // blocks of the body before (x, y, z); x fastest

  BodyCounts(BodyEstimate body) {
    size = body.size();
    block = body.block();
    grid = body.blocks().grid();
    width = grid.x() + 1;
    height = grid.y() + 1;
    sums = new int[Math.toIntExact((long) width * height * (grid.z() + 1))];
    body.blocks().forEachRun(this::mark);
    int[] above = new int[width];
    for (int z = 1; z <= grid.z(); z++) {
      Arrays.fill(above, 0);
      addPlane(z, above);
    }
  }

  private void mark(long begin, long end) {
    int next = (int) begin;
    while (next < end) { // a row of blocks at a time
      int x = next % grid.x();
      int row = next / grid.x();
      int length = (int) Math.min(end - next, grid.x() - x);
      int first = at(x + 1, row % grid.y() + 1, row / grid.y() + 1);
      Arrays.fill(sums, first, first + length, 1);
      next += length;
    }
  }

  private int at(int x, int y, int z) {
    return (z * height + y) * width + x;
  }

  /**
   * @param above 0, room for the sums of this plane alone up to a row of it: with them, an entry
   *     takes two numbers of the table where it would take four, and opening waits for all entries
   */
  private void addPlane(int z, int[] above) {
    int plane = width * height;
    for (int y = 1; y < height; y++) {
      int first = at(0, y, z);
      int row = 0;
      for (int x = 1; x < width; x++) {
        row += sums[first + x];
        above[x] += row;
        sums[first + x] = sums[first + x - plane] + above[x];
      }
    }
  }

  /**
   * The ends of a window along one axis as entries of the table with their weights: the sum up to
   * voxel {@code b · block + r} is that at block {@code b} and the one after it, {@code block − r}
   * and {@code r} times.
   */
  private record Ends(int[] at, int[] times) {
    static Ends of(int begin, int end, int block, int last) {
      int first = begin / block;
      int second = end / block;
      int[] at = {first, Math.min(first + 1, last), second, Math.min(second + 1, last)};
      int in = begin % block;
      int[] times = {in - block, -in, block - end % block, end % block};
      return new Ends(at, times);
    }
  }

  private Ends ends(int axis, int begin, int length) {
    int from = inside(axis, begin);
    int to = inside(axis, (long) begin + length);
    return Ends.of(from, to, block.get(axis), grid.get(axis));
  }

  private int inside(int axis, long position) {
    return (int) Math.max(0, Math.min(position, size.get(axis)));
  }

  /** The sum before column x of the table, over the voxels between these ends. */
  private long column(int x, Ends ys, Ends zs) {
    long sum = 0;
    for (int k = 0; k < 4; k++) {
      long plane = 0;
      for (int j = 0; j < 4; j++) {
        plane += (long) ys.times[j] * sums[at(x, ys.at[j], zs.at[k])];
      }
      sum += zs.times[k] * plane;
    }
    return sum;
  }

  /**
   * Body voxels of a window.
   *
   * @param corner first voxel; the window may lie partly or wholly outside of the volume, where
   *     nothing is body
   * @param patch its size in voxels
   */
  public long voxels(Index3 corner, Size3 patch) {
    Ends xs = ends(0, corner.x(), patch.x());
    Ends ys = ends(1, corner.y(), patch.y());
    Ends zs = ends(2, corner.z(), patch.z());
    long sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += xs.times[i] * column(xs.at[i], ys, zs);
    }
    return sum;
  }

  /**
   * Body voxels of the windows of a row, those that begin at {@code (x, y, z)} for x from 0: much
   * faster than one by one.
   *
   * @param counts receives one number for each x, as many as it has room for
   */
  public void row(int y, int z, Size3 patch, long[] counts) {
    Ends ys = ends(1, y, patch.y());
    Ends zs = ends(2, z, patch.z());
    long[] columns = new long[width];
    for (int x = 0; x < width; x++) {
      columns[x] = column(x, ys, zs);
    }
    for (int x = 0; x < counts.length; x++) {
      counts[x] = before((long) x + patch.x(), columns) - before(x, columns);
    }
  }

  /** The sum before voxel x of a row of columns. */
  private long before(long x, long[] columns) {
    int end = (int) Math.min(x, size.x());
    int in = end % block.x();
    int first = end / block.x();
    long low = (block.x() - in) * columns[first];
    return in == 0 ? low : low + in * columns[first + 1];
  }
}
