package org.ibengine.store;

import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * A tensor of shape (Z, Y, X) inside a {@link VolumesFile}.
 *
 * @param offset of its first byte in the file, a multiple of {@link VolumesFile#ALIGNMENT} in files
 *     that this engine wrote
 */
public record TensorInfo(String name, VoxelType type, Size3 size, long offset) {
  /** Bytes of all voxels. */
  public long sizeBytes() {
    return size.voxels() * type.sizeBytes();
  }
}
