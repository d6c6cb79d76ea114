package org.ibengine.centre;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/**
 * The rules of the notebook that {@code ib mine} grew out of, to compare with: windows may hold
 * nodules. Every rule is a set of centres.
 */
public final class NotebookRules {
  /** A block of 6³ voxels, whose sum is divided by that of one of 7³. */
  private static final int BELOW = 3;

  private static final int ABOVE = 2;
  private static final double DIVISOR = 343;

  /** Values are float16 of at least 2^−11 or 0, so multiples of this; sums of 216 fit an int. */
  private static final double UNIT = 0x1p-21;

  private static final int EXPONENT_OF_UNIT = 4;

  /** Between the float16 0.5996094, the last that is rounded below 0.6, and the next. */
  private static final double HIGHEST_MEAN = 0.599853515625;

  private NotebookRules() {}

  /** Centres from ⌊edge/2⌋ to n − ⌊edge/2⌋ − 1; none unless the volume is longer than the cube. */
  public static VoxelBits inside(Size3 volume, int edge) {
    VoxelBits bits = VoxelBits.none(volume);
    int half = edge / 2;
    if (Math.min(volume.x(), Math.min(volume.y(), volume.z())) > edge) {
      for (int z = half; z < volume.z() - half; z++) {
        for (int y = half; y < volume.y() - half; y++) {
          bits.setRun(half, volume.x() - half, y, z);
        }
      }
    }
    return bits;
  }

  /** Keeps centres at least {@code mm} from every one of these voxels. */
  public static void keepFromVoxels(VoxelBits centres, Iterable<Index3> voxels, int mm) {
    for (Index3 at : voxels) {
      AxisRange zs = AxisRange.around(at.z(), mm, centres.size().z());
      AxisRange ys = AxisRange.around(at.y(), mm, centres.size().y());
      AxisRange xs = AxisRange.around(at.x(), mm, centres.size().x());
      for (int z = zs.begin(); z < zs.end(); z++) {
        for (int y = ys.begin(); y < ys.end(); y++) {
          for (int x = xs.begin(); x < xs.end(); x++) {
            long dx = (long) x - at.x();
            long dy = (long) y - at.y();
            long dz = (long) z - at.z();
            if (dx * dx + dy * dy + dz * dz < (long) mm * mm) {
              centres.clear(x, y, z);
            }
          }
        }
      }
    }
  }

  /** Keeps centres whose label is not 0. */
  public static void keepInMask(VoxelBits centres, LungMask mask) {
    centres.retain(mask.any());
  }

  /**
   * Keeps centres whose block has a mean of less than 0.6, as its code computes it.
   *
   * @param hu of type INT16
   * @param half the bits of a value as float16, for a HU
   */
  public static void keepDark(VoxelBits centres, Volume hu, IntUnaryOperator half) {
    Size3 size = centres.size();
    int[] units = new int[1 << Short.SIZE];
    Arrays.setAll(units, value -> units(half.applyAsInt((short) value)));
    HuPlanes planes = new HuPlanes(hu);
    BlockSums sums = new BlockSums(size, BELOW, ABOVE);
    sums.run(
        new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z())),
        (z, values) -> {
          short[] plane = planes.read(z);
          for (int i = 0; i < plane.length; i++) {
            values[i] = units[plane[i] & 0xffff];
          }
        },
        (z, plane) -> keepDark(centres, z, plane));
  }

  private static void keepDark(VoxelBits centres, int z, int[] plane) {
    Size3 size = centres.size();
    for (int y = 0; y < size.y(); y++) {
      for (int x = centres.next(0, y, z); x < size.x(); x = centres.next(x + 1, y, z)) {
        if (!(plane[y * size.x() + x] * UNIT / DIVISOR <= HIGHEST_MEAN)) {
          centres.clear(x, y, z);
        }
      }
    }
  }

  private static int units(int half) {
    int exponent = half >> 10 & 0x1f;
    return exponent == 0 ? 0 : (1024 | half & 0x3ff) << exponent - EXPONENT_OF_UNIT;
  }

  /** How many of the cubes of these centres a finding reaches into. */
  public static long countHolding(VoxelBits centres, Findings findings, Size3 window) {
    VoxelBits free = VoxelBits.all(centres.size());
    CentreRules.clearHolding(free, findings, window);
    return centres.count() - centres.countIn(free);
  }
}
