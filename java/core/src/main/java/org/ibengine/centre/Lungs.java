package org.ibengine.centre;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.volume.Box;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;

/** Finds the lung in the HU of a scan. */
public final class Lungs {
  /** The least voxels of a lung, or of a part of one, at 1 mm. */
  public static final long MIN_VOXELS = 100_000;

  private static final int AIR = -400;

  private Lungs() {}

  /**
   * By HU: voxels of at most −400 HU, less those whose component by faces touches a side of the
   * volume across x or y, or is small.
   *
   * @param hu of type INT16
   * @param minVoxels the least that a component has
   */
  public static VoxelBits ofHu(Volume hu, long minVoxels, Backend backend) {
    Size3 size = hu.size();
    VoxelBits lung = VoxelBits.none(size);
    try (HostBuffer memory = backend.allocate(size.voxels())) {
      Volume air = new Volume(size, VoxelType.UINT8, memory);
      writeAir(hu, memory);
      Components found = backend.labelComponents(air, Connectivity.FACE_6);
      boolean[] kept = new boolean[found.instanceCount() + 1];
      found
          .instances()
          .forEach(
              one -> kept[one.id()] = one.voxels() >= minVoxels && !isOutside(one.box(), size));
      Runs runs = found.runs();
      for (int run = 0; run < runs.count(); run++) {
        if (kept[runs.instance(run)]) {
          lung.setRun(runs.xBegin(run), runs.xEnd(run), runs.y(run), runs.z(run));
        }
      }
    }
    return lung;
  }

  private static void writeAir(Volume hu, HostBuffer memory) {
    HuPlanes planes = new HuPlanes(hu);
    Size3 size = hu.size();
    byte[] air = new byte[size.x() * size.y()];
    for (int z = 0; z < size.z(); z++) {
      short[] plane = planes.read(z);
      for (int i = 0; i < air.length; i++) {
        air[i] = (byte) (plane[i] <= AIR ? 1 : 0);
      }
      ByteBuffer view = memory.bareView((long) z * air.length, air.length);
      view.put(air);
    }
  }

  private static boolean isOutside(Box box, Size3 size) {
    return box.begin().x() == 0
        || box.begin().y() == 0
        || box.end().x() == size.x()
        || box.end().y() == size.y();
  }
}
