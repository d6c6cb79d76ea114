package org.ibengine.centre;

import java.util.Arrays;
import java.util.Optional;
import org.ibengine.volume.BitsBox;
import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/**
 * The rules about what surrounds a centre, over the block of 7³ voxels around it, clipped to the
 * volume: each takes the centres that it forbids out of a set. Sums are of integers, so exact.
 */
public final class LungRules {
  private static final int HALF = 3;
  private static final int LOWEST_MEAN = -950;
  private static final int HIGHEST_MEAN = -300;

  private LungRules() {}

  /** Bytes of memory that a rule takes for itself. */
  public static long bytes(Size3 size) {
    return BlockSums.bytes(size, HALF, HALF) + HuPlanes.bytes(size);
  }

  /** Keeps centres that are lung, as is at least half of the block. */
  public static void keepInLung(VoxelBits centres, VoxelBits lung) {
    centres.retain(lung);
    keep(centres, (z, values) -> readBits(lung, z, values), (sum, count) -> 2 * sum >= count);
  }

  /**
   * Keeps centres whose block has a mean from −950 to −300 HU.
   *
   * @param hu of type INT16
   */
  public static void keepInBand(VoxelBits centres, Volume hu) {
    HuPlanes planes = new HuPlanes(hu);
    keep(
        centres,
        planes::read,
        (sum, count) -> sum >= LOWEST_MEAN * count && sum <= HIGHEST_MEAN * count);
  }

  /** Whether a centre with that block may stay. */
  private interface Rule {
    boolean allows(int sum, int count);
  }

  private static void keep(VoxelBits centres, BlockSums.Planes planes, Rule rule) {
    Optional<Box> wanted = BitsBox.of(centres);
    if (wanted.isEmpty()) {
      return;
    }
    BlockSums sums = new BlockSums(centres.size(), HALF, HALF);
    sums.run(wanted.get(), planes, new Sieve(centres, sums, rule)::keep);
  }

  /** Applies a rule plane by plane. */
  private record Sieve(VoxelBits centres, BlockSums blocks, Rule rule) {
    void keep(int z, int[] sums) {
      Size3 size = centres.size();
      int[] xs = new int[size.x()];
      int along = blocks.length(z, size.z());
      for (int y = 0; y < size.y(); y++) {
        int rowCount = along * blocks.length(y, size.y());
        int found = centres.row(y, z, xs);
        for (int i = 0; i < found; i++) {
          int count = rowCount * blocks.length(xs[i], size.x());
          if (!rule.allows(sums[y * size.x() + xs[i]], count)) {
            centres.clear(xs[i], y, z);
          }
        }
      }
    }
  }

  private static void readBits(VoxelBits bits, int z, int[] values) {
    Size3 size = bits.size();
    Arrays.fill(values, 0);
    for (int y = 0; y < size.y(); y++) {
      int row = y * size.x();
      for (int x = bits.next(0, y, z); x < size.x(); ) {
        int end = bits.nextAbsent(x, y, z);
        Arrays.fill(values, row + x, row + end, 1);
        x = bits.next(end, y, z);
      }
    }
  }
}
