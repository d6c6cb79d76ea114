package org.ibengine.measure;

import java.util.Arrays;
import org.ibengine.backend.VoxelBlocks;
import org.ibengine.index.BodyEstimate;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * Means of raw voxels over blocks, in one pass over the voxels. Sums are float64 in a fixed order,
 * exact for whole numbers: a block holds less than 2^18 voxels of at most 32 bits.
 */
final class BlockMeans {
  private static final double EDGE_MM = 4;
  private static final int LONGEST = 64; // voxels

  private final Size3 size;
  private final Size3 block;
  private final Size3 grid;
  private final double[] sums; // of blocks, x fastest
  private final double[] row; // of the voxels at each x, over the rows of the block so far
  private int x;
  private int y;
  private int z;

  private BlockMeans(Size3 size, Size3 block) {
    this.size = size;
    this.block = block;
    this.grid = BodyEstimate.grid(size, block);
    this.sums = new double[Math.toIntExact(grid.voxels())];
    this.row = new double[size.x()];
  }

  /** Blocks of about 4 mm, of at least one voxel along each axis. */
  static Size3 block(Geometry geometry) {
    return new Size3(block(geometry, 0), block(geometry, 1), block(geometry, 2));
  }

  private static int block(Geometry geometry, int axis) {
    double voxels = Math.rint(EDGE_MM / geometry.spacing().get(axis));
    return (int) Math.max(1, Math.min(voxels, Math.min(LONGEST, geometry.size().get(axis))));
  }

  /** In raw units, on the grid of blocks, x fastest. */
  static double[] of(Volume volume, Size3 block) {
    BlockMeans means = new BlockMeans(volume.size(), block);
    VoxelBlocks.all(volume).forEach(means::add);
    return means.divided();
  }

  /** The next {@code n} voxels, x fastest. */
  private void add(double[] values, int n) {
    int at = 0;
    while (at < n) {
      int count = Math.min(n - at, size.x() - x);
      for (int i = 0; i < count; i++) {
        row[x + i] += values[at + i];
      }
      at += count;
      x += count;
      if (x == size.x()) {
        endRow();
      }
    }
  }

  private void endRow() {
    x = 0;
    y++;
    if (y % block.y() == 0 || y == size.y()) {
      fold();
    }
    if (y == size.y()) {
      y = 0;
      z++;
    }
  }

  /** Adds the rows so far to their blocks. */
  private void fold() {
    int first = ((z / block.z()) * grid.y() + (y - 1) / block.y()) * grid.x();
    for (int i = 0; i < row.length; i++) {
      sums[first + i / block.x()] += row[i];
    }
    Arrays.fill(row, 0);
  }

  private double[] divided() {
    int at = 0;
    for (int bz = 0; bz < grid.z(); bz++) {
      for (int by = 0; by < grid.y(); by++) {
        long rows = (long) length(2, bz) * length(1, by);
        for (int bx = 0; bx < grid.x(); bx++) {
          sums[at++] /= rows * length(0, bx);
        }
      }
    }
    return sums;
  }

  private int length(int axis, int index) {
    int begin = index * block.get(axis);
    return Math.min(block.get(axis), size.get(axis) - begin);
  }
}
