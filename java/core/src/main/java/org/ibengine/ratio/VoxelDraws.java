package org.ibengine.ratio;

import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Size3;

/**
 * What patches hold whose centre is any voxel, moved into the volume: the corner is {@code clamp(c
 * − ⌊s / 2⌋, 0, dim − s)}, and 0 where the volume is shorter than the patch. Inside, each corner
 * has one voxel; at the faces of the volume it has more, so the sums over all voxels are those over
 * all placements and what those at the faces add. Planes of counts come one after the other.
 * Foreground voxels are looked at one by one, and the others are the difference. Exact. Not
 * thread-safe.
 */
final class VoxelDraws {
  private final Foreground foreground;
  private final Size3 corners;
  private final CentreAxis alongX;
  private final CentreAxis alongY;
  private final CentreAxis alongZ;
  private final int[] xs;
  private long added; // to the counts of all placements
  private long addedZero; // to the placements without foreground
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
    boolean face = alongZ.centres(z) > 1;
    int lastX = corners.x() - 1;
    for (int y = 0; y < corners.y(); y++) {
      int step = face || alongY.centres(y) > 1 ? 1 : Math.max(1, lastX);
      for (int x = 0; x <= lastX; x += step) {
        addFurther(
            counts[y * corners.x() + x],
            alongX.centres(x) * (long) alongY.centres(y) * alongZ.centres(z) - 1);
      }
    }
    for (int centreZ = alongZ.first(z); centreZ < alongZ.end(z); centreZ++) {
      for (int y = 0; y < foreground.size().y(); y++) {
        addForeground(y, centreZ, counts);
      }
    }
  }

  /**
   * @param further voxels of that corner beside the first
   */
  private void addFurther(int count, long further) {
    added += further * count;
    addedZero += count == 0 ? further : 0;
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

  /**
   * Counts of the patches around all other voxels together.
   *
   * @param placements counts of all placements together
   */
  long otherSum(long placements) {
    return placements + added - sum;
  }

  /**
   * Other voxels whose patch holds no foreground; that of a foreground voxel holds itself.
   *
   * @param placements that hold none
   */
  long otherZero(long placements) {
    return placements + addedZero;
  }
}
