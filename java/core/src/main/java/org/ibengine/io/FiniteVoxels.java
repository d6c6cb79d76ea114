package org.ibengine.io;

import java.nio.ByteBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Which voxels of a volume are numbers, unscaled.
 *
 * @param nan how many are NaN
 * @param infinite how many are infinite
 * @param min the smallest finite voxel; NaN if there is none
 * @param max the largest finite voxel; NaN if there is none
 */
public record FiniteVoxels(long nan, long infinite, double min, double max) {
  private static final int BLOCK = 4096;

  /** Looks at every voxel. */
  public static FiniteVoxels of(Volume volume) {
    long nan = 0;
    long infinite = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double[] values = new double[BLOCK];
    for (long begin = 0; begin < volume.size().voxels(); begin += BLOCK) {
      int count = (int) Math.min(BLOCK, volume.size().voxels() - begin);
      RawVoxels.toDoubles(block(volume, begin, count), volume.type(), values);
      for (int i = 0; i < count; i++) {
        if (Double.isFinite(values[i])) {
          min = Math.min(min, values[i]);
          max = Math.max(max, values[i]);
        } else if (Double.isNaN(values[i])) {
          nan++;
        } else {
          infinite++;
        }
      }
    }
    return min > max
        ? new FiniteVoxels(nan, infinite, Double.NaN, Double.NaN)
        : new FiniteVoxels(nan, infinite, min, max);
  }

  private static ByteBuffer block(Volume volume, long begin, int count) {
    int bytes = volume.type().sizeBytes();
    return volume.data().bareView(begin * bytes, count * bytes);
  }

  /**
   * Puts {@code value} wherever a voxel is NaN.
   *
   * @param volume of type FLOAT32 or FLOAT64, before it becomes FLOAT16
   * @param value rounded to that type
   */
  public static void replaceNan(Volume volume, double value) {
    for (long begin = 0; begin < volume.size().voxels(); begin += BLOCK) {
      int count = (int) Math.min(BLOCK, volume.size().voxels() - begin);
      ByteBuffer voxels = block(volume, begin, count);
      if (volume.type() == VoxelType.FLOAT32) {
        replaceNan(voxels, (float) value);
      } else if (volume.type() == VoxelType.FLOAT64) {
        replaceNan(voxels, value);
      } else {
        throw new IllegalArgumentException(
            "NaN are replaced in voxels of FLOAT32 or FLOAT64, were " + volume.type());
      }
    }
  }

  private static void replaceNan(ByteBuffer voxels, float value) {
    for (int at = 0; at < voxels.limit(); at += Float.BYTES) {
      if (Float.isNaN(voxels.getFloat(at))) {
        voxels.putFloat(at, value);
      }
    }
  }

  private static void replaceNan(ByteBuffer voxels, double value) {
    for (int at = 0; at < voxels.limit(); at += Double.BYTES) {
      if (Double.isNaN(voxels.getDouble(at))) {
        voxels.putDouble(at, value);
      }
    }
  }
}
