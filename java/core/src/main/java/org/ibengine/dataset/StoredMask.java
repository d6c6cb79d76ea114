package org.ibengine.dataset;

import java.util.function.DoublePredicate;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.place.MaskPlanes;
import org.ibengine.volume.Volume;

/** The voxels of a volume in memory whose value, as stored, is a mask's. */
record StoredMask(Volume volume, DoublePredicate wanted) implements MaskPlanes {
  @Override
  public void add(int z, int sign, int[] columns) {
    int width = volume.size().x();
    double[] row = new double[width];
    for (int at = 0; at < columns.length; at += width) {
      ScaledVoxels.read(volume, (long) z * columns.length + at, width, row);
      for (int x = 0; x < width; x++) {
        columns[at + x] += wanted.test(row[x]) ? sign : 0;
      }
    }
  }
}
