package org.ibengine.store;

import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * A volume inside a {@link VolumesFile}.
 *
 * @param type of the voxels once decoded
 * @param offset of its first byte in the file, a multiple of {@link VolumesFile#ALIGNMENT} in files
 *     that this engine wrote
 * @param packed null where voxels are raw
 */
public record TensorInfo(String name, VoxelType type, Size3 size, long offset, PackedBytes packed) {

  /**
   * Of a packed volume.
   *
   * @param total bytes of it
   * @param longestRow bytes of its longest row of bricks
   */
  public record PackedBytes(long total, long longestRow) {}

  /** Raw voxels. */
  public TensorInfo(String name, VoxelType type, Size3 size, long offset) {
    this(name, type, size, offset, null);
  }

  /** Bytes of all voxels once decoded. */
  public long sizeBytes() {
    return size.voxels() * type.sizeBytes();
  }

  /** Bytes that it takes in the file. */
  public long storedBytes() {
    return packed == null ? sizeBytes() : packed.total();
  }
}
