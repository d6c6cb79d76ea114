package org.ibengine.volume;

import org.ibengine.text.Text;

/**
 * Voxels of one 3D image in memory, packed in bricks as docs/reference/formats.md has it. A view:
 * whoever made {@code data} closes it.
 *
 * @param size in voxels
 * @param type of the voxels once decoded
 * @param sizeBytes of the whole encoding, which has been checked before anything is decoded
 */
public record PackedVolume(Size3 size, VoxelType type, HostBuffer data, long sizeBytes)
    implements VolumeData {
  public PackedVolume {
    if (!type.canBePacked()) {
      throw new IllegalArgumentException("a packed volume must not be " + type);
    }
    if (data.sizeBytes() < sizeBytes) {
      throw new IllegalArgumentException(
          Text.format(
              "a packed volume of %d bytes needs a buffer of as many, it holds %d",
              sizeBytes, data.sizeBytes()));
    }
  }
}
