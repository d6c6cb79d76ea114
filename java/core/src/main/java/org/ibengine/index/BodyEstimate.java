package org.ibengine.index;

import org.ibengine.text.Text;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;

/**
 * Where the body of a case is, in blocks of voxels: a voxel is body if its block is. Immutable.
 *
 * @param modality whose values were looked at
 * @param rule where the threshold comes from; not NONE
 * @param threshold what the centre of a block reaches at least, in values of the modality
 * @param size of the volume, in voxels
 * @param block size of a block, in voxels; the last one along an axis may be shorter
 * @param blocks those of the body, on the grid of {@link #grid}
 */
public record BodyEstimate(
    String modality,
    BodyRule.Kind rule,
    double threshold,
    Size3 size,
    Size3 block,
    IndexRuns blocks) {
  public BodyEstimate {
    if (rule == BodyRule.Kind.NONE) {
      throw new IllegalArgumentException("a body that is not estimated has no estimate");
    }
    if (!blocks.grid().equals(grid(size, block))) {
      throw new IllegalArgumentException(
          Text.format(
              "a volume of %s voxels has %s blocks of %s, not %s",
              size, grid(size, block), block, blocks.grid()));
    }
  }

  /** How many blocks a volume has along each axis. */
  public static Size3 grid(Size3 size, Size3 block) {
    return new Size3(
        blocks(size.x(), block.x()), blocks(size.y(), block.y()), blocks(size.z(), block.z()));
  }

  private static int blocks(int voxels, int block) {
    return (voxels - 1) / block + 1;
  }

  /**
   * Counts body in windows. Takes a few bytes for each block, and the time to fill them: keep it
   * for as long as windows of this case are looked at, and no longer.
   */
  public BodyCounts counts() {
    return new BodyCounts(this);
  }

  /** Body voxels of the volume, of all its voxels: 0 to 1. */
  public double share() {
    long[] voxels = {0};
    blocks.forEachRun(
        (begin, end) -> {
          for (long block = begin; block < end; block++) {
            voxels[0] += voxels(block);
          }
        });
    return (double) voxels[0] / size.voxels();
  }

  private long voxels(long index) {
    Size3 grid = blocks.grid();
    long row = index / grid.x();
    long ofRow = length(0, (int) (index % grid.x()));
    return ofRow * length(1, (int) (row % grid.y())) * length(2, (int) (row / grid.y()));
  }

  private int length(int axis, int index) {
    return Math.min(block.get(axis), size.get(axis) - index * block.get(axis));
  }
}
