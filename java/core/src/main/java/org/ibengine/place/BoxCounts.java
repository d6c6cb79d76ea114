package org.ibengine.place;

import java.util.Arrays;
import org.ibengine.volume.Size3;

/**
 * How many voxels of a mask each window holds, clipped to the volume: plane by plane of corners in
 * ascending order, by running sums along z, y and x. Exact. Takes memory in proportion to a plane
 * and a few operations per voxel, whatever the size of the windows. Not thread-safe.
 */
public final class BoxCounts {
  private final MaskPlanes mask;
  private final Size3 volume;
  private final Size3 patch;
  private final int width; // of a plane of corners
  private final int[] columns; // mask voxels between the planes of the windows, by y · nx + x
  private final int[] rows; // of a row of windows: sums over y
  private final int[] counts; // by y · width + x of the corners
  private int begin; // of the planes that are counted
  private int end;

  /**
   * Of the windows of a grid.
   *
   * @param mask of the grid's volume; read plane by plane, each twice
   */
  public BoxCounts(MaskPlanes mask, WindowGrid grid) {
    Size3 corners = grid.corners();
    this.mask = mask;
    this.volume = grid.volume();
    this.patch = grid.patch();
    this.width = corners.x();
    this.columns = new int[Math.multiplyExact(volume.x(), volume.y())];
    this.rows = new int[volume.x()];
    this.counts = new int[Math.multiplyExact(corners.x(), corners.y())];
  }

  /**
   * Of the windows with that z, at {@code y · width + x}. Valid until the next call.
   *
   * @param z at least that of the call before
   */
  public int[] at(int z) {
    int last = Math.min(z + patch.z(), volume.z());
    for (; end < last; end++) {
      mask.add(end, 1, columns);
    }
    for (; begin < z; begin++) {
      mask.add(begin, -1, columns);
    }
    Arrays.fill(rows, 0);
    int height = counts.length / width;
    int rowEnd = Math.min(patch.y(), volume.y());
    for (int y = 0; y < rowEnd; y++) {
      addRow(y, 1);
    }
    for (int y = 0; y < height; y++) {
      if (y > 0) {
        addRow(y - 1, -1);
        addRow(y + rowEnd - 1, 1);
      }
      alongX(y * width);
    }
    return counts;
  }

  private void addRow(int y, int sign) {
    int row = y * volume.x();
    for (int x = 0; x < rows.length; x++) {
      rows[x] += sign * columns[row + x];
    }
  }

  private void alongX(int at) {
    int length = Math.min(patch.x(), volume.x());
    int sum = 0;
    for (int x = 0; x < length; x++) {
      sum += rows[x];
    }
    counts[at] = sum;
    for (int x = 1; x < width; x++) {
      sum += rows[x + length - 1] - rows[x - 1];
      counts[at + x] = sum;
    }
  }
}
