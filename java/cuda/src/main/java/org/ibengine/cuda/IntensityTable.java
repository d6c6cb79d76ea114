package org.ibengine.cuda;

import org.ibengine.backend.IntensityLayout;
import org.ibengine.volume.Size3;

/** Constants of the intensity kernels, and what their launches need. */
final class IntensityTable {
  static final int THREADS = 256; // IB_INTENSITY_THREADS
  static final int TILE = 1024; // IB_INTENSITY_TILE
  static final int ROWS = 8; // IB_INTENSITY_ROWS
  static final int STATISTICS_THREADS = 1024; // IB_STATISTICS_THREADS

  /** {@code sizeof(ib_cuda_row_sums)}. */
  static final int ROW_BYTES = 24;

  /** {@code sizeof(ib_cuda_statistics)}. */
  static final int STATISTICS_BYTES = 16;

  /** Weights along one axis of a blur at most: IB_MAX_BLUR_RADIUS and the centre. */
  private static final int MOST_WEIGHTS = 65;

  private static final long ALIGNMENT = 256;

  /**
   * The parts of the scratch memory of a patch.
   *
   * @param statistics two ib_cuda_statistics
   * @param rows an ib_cuda_row_sums for each row
   * @param copies two of the patch, as float32
   */
  record Parts(long statistics, long rows, long[] copies, long end) {
    static Parts of(Size3 size, long scratch) {
      long rows = aligned(scratch + 2 * STATISTICS_BYTES);
      long first = aligned(rows + (long) size.y() * size.z() * ROW_BYTES);
      long second = aligned(first + Math.multiplyExact(size.voxels(), (long) Float.BYTES));
      long end = aligned(second + size.voxels() * Float.BYTES);
      return new Parts(scratch, rows, new long[] {first, second}, end);
    }
  }

  private IntensityTable() {}

  private static long aligned(long address) {
    return address + ALIGNMENT - 1 & -ALIGNMENT;
  }

  /** What so many patches of a size need at most. */
  static LaunchTables.Need most(int patches, int changes, Size3 size) {
    long sides = (long) size.x() + size.y() + size.z();
    long words = 3 * Math.max(MOST_WEIGHTS, sides);
    long change = IntensityLayout.CHANGE_BYTES + words * Integer.BYTES;
    long table = patches * Math.addExact(IntensityLayout.PATCH_BYTES, changes * change);
    return new LaunchTables.Need(Math.toIntExact(table), 0, Parts.of(size, 0).end());
  }
}
