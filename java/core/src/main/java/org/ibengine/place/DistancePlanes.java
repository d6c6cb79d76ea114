package org.ibengine.place;

import java.util.Arrays;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * Squared distances in mm² from the centres of windows to the nearest foreground voxel, exact but
 * for the rounding of float64: plane by plane in ascending order, each from the nearest foreground
 * of every column along z, then by the lower envelope of parabolas along x and y (Felzenszwalb and
 * Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8, 2012, doi
 * 10.4086/toc.2012.v008a019). The centre of a window is the voxel {@code corner + ⌊patch / 2⌋},
 * which may lie outside a volume smaller than the patch. Takes memory in proportion to a plane. Not
 * thread-safe.
 */
final class DistancePlanes {
  private static final int NONE = -1;

  private final VoxelBits foreground;
  private final Index3 half; // from corner to centre
  private final Spacing spacing;
  private final int[] columns; // y · nx + x of those with foreground, ascending
  private final int[] rowEnds; // of each y: how many columns it and those before it have
  private final int[] before; // by column: z of the last foreground voxel up to here, or NONE
  private final int[] after; // by column: z of the first one from here on, or the end
  private final int width; // of a plane of corners
  private final int height;
  private final LowerEnvelope envelope;
  private final double[] alongX; // by row with foreground, then by x of the corners
  private final double[] squared; // y · width + x of the corners

  DistancePlanes(VoxelBits foreground, WindowGrid grid) {
    Size3 patch = grid.patch();
    this.foreground = foreground;
    this.half = new Index3(patch.x() / 2, patch.y() / 2, patch.z() / 2);
    this.spacing = grid.spacing();
    Size3 size = foreground.size();
    this.rowEnds = new int[size.y()];
    this.columns = columns();
    this.before = new int[columns.length];
    this.after = new int[columns.length];
    Arrays.fill(before, NONE);
    for (int i = 0; i < columns.length; i++) {
      after[i] = first(columns[i], 0);
    }
    this.width = grid.corners().x();
    this.height = grid.corners().y();
    this.envelope = new LowerEnvelope(Math.max(size.x(), size.y()));
    this.alongX = new double[Math.multiplyExact(size.y(), width)];
    this.squared = new double[Math.multiplyExact(height, width)];
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
  private int first(int column, int z) {
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
   * Of the windows with that z: at {@code y · width + x}, where width is that of the corners. Valid
   * until the next call.
   *
   * @param z at least that of the call before
   */
  double[] squared(int z) {
    if (!hasForeground()) {
      Arrays.fill(squared, Double.POSITIVE_INFINITY);
      return squared;
    }
    int centre = z + half.z();
    for (int i = 0; i < columns.length; i++) {
      while (after[i] < Math.min(centre, foreground.size().z())) {
        before[i] = after[i];
        after[i] = first(columns[i], after[i] + 1);
      }
    }
    alongX(centre);
    alongY();
    return squared;
  }

  /** Of each row that has foreground columns, for each x of the corners. */
  private void alongX(int centre) {
    int row = 0;
    for (int y = 0, begin = 0; y < rowEnds.length; begin = rowEnds[y++]) {
      if (rowEnds[y] > begin) {
        envelope.clear(spacing.x());
        for (int i = begin; i < rowEnds[y]; i++) {
          envelope.add(columns[i] % foreground.size().x(), alongZ(i, centre));
        }
        envelope.evaluate(half.x(), width, alongX, row++ * width, 1);
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
      envelope.evaluate(half.y(), height, squared, x, width);
    }
  }
}
