package org.ibengine.io;

import org.ibengine.volume.Volume;

/** Values of voxels in float64, after slope and intercept. */
public final class ScaledVoxels {
  private ScaledVoxels() {}

  /**
   * Reads voxels in memory order.
   *
   * @param begin the first voxel
   * @param values receives the first {@code count}
   */
  public static void read(Image image, long begin, int count, double[] values) {
    read(image.volume(), begin, count, values);
    if (image.header().isScaled()) {
      double slope = image.header().slope();
      double intercept = image.header().intercept();
      for (int i = 0; i < count; i++) {
        values[i] = values[i] * slope + intercept;
      }
    }
  }

  /** As {@link #read(Image, long, int, double[])}, of voxels as they are stored. */
  public static void read(Volume raw, long begin, int count, double[] values) {
    int bytes = raw.type().sizeBytes();
    RawVoxels.toDoubles(raw.data().bareView(begin * bytes, count * bytes), raw.type(), values);
  }
}
