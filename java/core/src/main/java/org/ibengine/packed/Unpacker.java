package org.ibengine.packed;

import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;

/** Makes the voxels of checked volumes raw again. */
public interface Unpacker {
  /**
   * Writes all voxels.
   *
   * @param target receives them, x fastest
   */
  void unpack(PackedVolume source, HostBuffer target);
}
