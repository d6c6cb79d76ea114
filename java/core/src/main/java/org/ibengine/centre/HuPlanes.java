package org.ibengine.centre;

import java.nio.ByteBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Planes of a CT in memory. For one thread. */
final class HuPlanes {
  private final Volume hu;
  private final short[] plane;

  /**
   * @param hu of type INT16
   */
  HuPlanes(Volume hu) {
    if (hu.type() != VoxelType.INT16) {
      throw new IllegalArgumentException("a CT in HU is of INT16, was " + hu.type());
    }
    this.hu = hu;
    this.plane = new short[Math.multiplyExact(hu.size().x(), hu.size().y())];
  }

  /** Bytes of memory that this takes. */
  static long bytes(Size3 size) {
    return (long) size.x() * size.y() * Short.BYTES;
  }

  /** The values of a plane, x fastest; overwritten by the next call. */
  short[] read(int z) {
    int bytes = plane.length * Short.BYTES;
    ByteBuffer view = hu.data().bareView((long) z * bytes, bytes);
    view.asShortBuffer().get(plane);
    return plane;
  }

  /** The same as ints. */
  void read(int z, int[] values) {
    short[] read = read(z);
    for (int i = 0; i < read.length; i++) {
      values[i] = read[i];
    }
  }
}
