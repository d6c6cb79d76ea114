package org.ibengine.backend;

import org.ibengine.packed.PackedVoxels;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;

/** Voxels that a patch is cut from, one at a time. */
interface PatchVoxels {
  /** The value of a voxel inside the volume. */
  double at(int x, int y, int z);

  static PatchVoxels of(VolumeData data) {
    if (data instanceof PackedVolume packed) {
      return new PackedVoxels(packed)::at;
    }
    Size3 size = data.size();
    Voxels voxels = new Voxels((Volume) data);
    return (x, y, z) -> voxels.get((int) (((long) z * size.y() + y) * size.x() + x));
  }
}
