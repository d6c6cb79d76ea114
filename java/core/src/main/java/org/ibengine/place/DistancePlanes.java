package org.ibengine.place;

import java.util.Arrays;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * Squared distances from the voxels of a box, which may lie outside the volume, to the nearest
 * foreground voxel, centre to centre, in the square of the spacing's unit. Exact but for the
 * rounding of float64, and exact altogether where the spacing is 1: plane by plane in ascending
 * order, each from the nearest foreground of every column along z, then by the lower envelope of
 * parabolas along x and y (Felzenszwalb and Huttenlocher, "Distance transforms of sampled
 * functions", Theory of Computing 8, 2012, doi 10.4086/toc.2012.v008a019). Takes memory in
 * proportion to a plane. Not thread-safe.
 */
public final class DistancePlanes {
  private static final int NONE = -1;

  private final VoxelBits foreground;
  private final Index3 first; // of the box
  private final Spacing spacing;
  private final int[] columns; // y · nx + x of those with foreground, ascending
  private final int[] rowEnds; // of each y: how many columns it and those before it have
  private final int[] before; // by column: z of the last foreground voxel up to here, or NONE
  private final int[] after; // by column: z of the first one from here on, or the end
  private final int width; // of a plane of the box
  private final int height;
  private final LowerEnvelope envelope;
  private final double[] alongX; // by row with foreground, then by x of the box
  private final double[] squared; // y · width + x of the box

  /** From the centres of windows: a plane of the box is one of corners. */
  DistancePlanes(VoxelBits foreground, WindowGrid grid) {
    this(foreground, grid.spacing(), centres(grid));
  }

  /**
   * From the voxels of a box.
   *
   * @param foreground kept, must not change
   */
  public DistancePlanes(VoxelBits foreground, Spacing spacing, Box places) {
    this.foreground = foreground;
    this.first = places.begin();
    this.spacing = spacing;
    Size3 size = foreground.size();
    this.rowEnds = new int[size.y()];
    this.columns = columns();
    this.before = new int[columns.length];
    this.after = new int[columns.length];
    Arrays.fill(before, NONE);
    for (int i = 0; i < columns.length; i++) {
      after[i] = firstIn(columns[i], 0);
    }
    this.width = places.size().x();
    this.height = places.size().y();
    this.envelope = new LowerEnvelope(Math.max(size.x(), size.y()));
    this.alongX = new double[Math.multiplyExact(size.y(), width)];
    this.squared = new double[Math.multiplyExact(height, width)];
  }

  private static Box centres(WindowGrid grid) {
    Index3 begin = grid.centre(new Index3(0, 0, 0));
    Size3 count = grid.corners();
    return new Box(
        begin, new Index3(begin.x() + count.x(), begin.y() + count.y(), begin.z() + count.z()));
  }

  private int[] columns() {
    Size3 size = foreground.size();
    int[] found = new int[Math.multiplyExact(size.x(), size.y())];
    int count = 0;
    long[] any = new long[foreground.rowWords()];
    for (int y = 0; y < size.y(); y++) {
      Arrays.fill(any, 0);
      for (int z = 0; z < size.z(); z++) {
        for (int word = 0; word < any.length; word++) {
          any[word] |= foreground.word(foreground.row(y, z) + word);
        }
      }
      for (int word = 0; word < any.length; word++) {
        for (long bits = any[word]; bits != 0; bits &= bits - 1) {
          found[count++] = y * size.x() + word * 64 + Long.numberOfTrailingZeros(bits);
        }
      }
      rowEnds[y] = count;
    }
    return Arrays.copyOf(found, count);
  }

  /** The first foreground voxel of a column from {@code z} on; the number of planes if none. */
  private int firstIn(int column, int z) {
    int x = column % foreground.size().x();
    int y = column / foreground.size().x();
    int at = z;
    while (at < foreground.size().z() && !foreground.get(x, y, at)) {
      at++;
    }
    return at;
  }

  /** Whether there is any foreground; without it all distances are infinite. */
  boolean hasForeground() {
    return columns.length > 0;
  }

  /**
   * Of a plane of the box: at {@code y · width + x}, both counted from the box's begin, where width
   * is that of the box. Infinite without foreground. Valid until the next call.
   *
   * @param z counted from the box's begin; at least that of the call before
   */
  public double[] squared(int z) {
    if (!hasForeground()) {
      Arrays.fill(squared, Double.POSITIVE_INFINITY);
      return squared;
    }
    int centre = z + first.z();
    for (int i = 0; i < columns.length; i++) {
      while (after[i] < Math.min(centre, foreground.size().z())) {
        before[i] = after[i];
        after[i] = firstIn(columns[i], after[i] + 1);
      }
    }
    alongX(centre);
    alongY();
    return squared;
  }

  /** Of each row that has foreground columns, for each x of the box. */
  private void alongX(int centre) {
    int row = 0;
    for (int y = 0, begin = 0; y < rowEnds.length; begin = rowEnds[y++]) {
      if (rowEnds[y] > begin) {
        envelope.clear(spacing.x());
        for (int i = begin; i < rowEnds[y]; i++) {
          envelope.add(columns[i] % foreground.size().x(), alongZ(i, centre));
        }
        envelope.evaluate(first.x(), width, alongX, row++ * width, 1);
      }
    }
  }

  private double alongZ(int column, int centre) {
    double down = before[column] == NONE ? Double.POSITIVE_INFINITY : centre - before[column];
    double up =
        after[column] == foreground.size().z() ? Double.POSITIVE_INFINITY : after[column] - centre;
    double distance = Math.min(down, up) * spacing.z();
    return distance * distance;
  }

  private void alongY() {
    for (int x = 0; x < width; x++) {
      envelope.clear(spacing.y());
      int row = 0;
      for (int y = 0, begin = 0; y < rowEnds.length; begin = rowEnds[y++]) {
        if (rowEnds[y] > begin) {
          envelope.add(y, alongX[row++ * width + x]);
        }
      }
      envelope.evaluate(first.y(), height, squared, x, width);
    }
  }
}
