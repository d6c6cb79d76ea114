package org.ibengine.ratio;

import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Size3;

/**
 * What patches hold whose centre is any voxel, moved into the volume: the corner is {@code clamp(c
 * − ⌊s / 2⌋, 0, dim − s)}, and 0 where the volume is shorter than the patch. Planes of counts come
 * one after the other. Those of all voxels follow from how many of them have each corner, axis by
 * axis; foreground voxels are looked at one by one, and the others are the difference. Exact. Not
 * thread-safe.
 */
final class VoxelDraws {
  private final Foreground foreground;
  private final Size3 corners;
  private final CentreAxis alongX;
  private final CentreAxis alongY;
  private final CentreAxis alongZ;
  private final int[] xs;
  private long all;
  private long allZero;
  private long sum;
  private int least = Integer.MAX_VALUE;
  private int most;

  VoxelDraws(Foreground foreground, WindowGrid grid) {
    this.foreground = foreground;
    this.corners = grid.corners();
    this.alongX = new CentreAxis(grid, 0);
    this.alongY = new CentreAxis(grid, 1);
    this.alongZ = new CentreAxis(grid, 2);
    this.xs = new int[grid.volume().x()];
  }

  /** Takes the counts of a plane, at {@code y · width + x}; not kept. */
  void add(int z, int[] counts) {
    long plane = 0;
    long zero = 0;
    for (int y = 0; y < corners.y(); y++) {
      int row = y * corners.x();
      long weight = alongY.centres(y);
      plane += weight * weighted(counts, row);
      zero += weight * zeros(counts, row);
    }
    all += plane * alongZ.centres(z);
    allZero += zero * alongZ.centres(z);
    for (int centreZ = alongZ.first(z); centreZ < alongZ.end(z); centreZ++) {
      for (int y = 0; y < foreground.size().y(); y++) {
        addForeground(y, centreZ, counts);
      }
    }
  }

  private long weighted(int[] counts, int row) {
    long inside = 0;
    int last = row + corners.x() - 1;
    for (int at = row; at <= last; at++) {
      inside += counts[at];
    }
    return inside
        + (alongX.centres(0) - 1L) * counts[row]
        + (row == last ? 0 : (alongX.centres(corners.x() - 1) - 1L) * counts[last]);
  }

  private long zeros(int[] counts, int row) {
    int inside = 0;
    int last = row + corners.x() - 1;
    for (int at = row; at <= last; at++) {
      inside += counts[at] == 0 ? 1 : 0;
    }
    return inside
        + (counts[row] == 0 ? alongX.centres(0) - 1 : 0)
        + (row < last && counts[last] == 0 ? alongX.centres(corners.x() - 1) - 1 : 0);
  }

  private void addForeground(int y, int z, int[] counts) {
    int found = foreground.row(y, z, xs);
    int row = alongY.corner(y) * corners.x();
    for (int i = 0; i < found; i++) {
      int count = counts[row + alongX.corner(xs[i])];
      sum += count;
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
  }

  /** Counts of the patches around all foreground voxels together. */
  long sum() {
    return sum;
  }

  /** Of those, the least; meaningless without foreground. */
  int least() {
    return least;
  }

  /** Of those, the largest. */
  int most() {
    return most;
  }

  /** Counts of the patches around all other voxels together. */
  long otherSum() {
    return all - sum;
  }

  /** Other voxels whose patch holds no foreground; that of a foreground voxel holds itself. */
  long otherZero() {
    return allZero;
  }
}
