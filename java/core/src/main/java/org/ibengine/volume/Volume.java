package org.ibengine.volume;

import org.ibengine.text.Text;

/**
 * Voxels of one 3D image in memory: {@code size.voxels()} values of {@code type} from the start of
 * {@code data}, x fastest. A view: whoever made {@code data} closes it.
 */
public record Volume(Size3 size, VoxelType type, HostBuffer data) implements VolumeData {
  public Volume {
    if (data.sizeBytes() < Math.multiplyExact(size.voxels(), (long) type.sizeBytes())) {
      throw new IllegalArgumentException(
          Text.format(
              "a volume of %s %s voxels needs %d bytes, the buffer holds %d",
              size, type, size.voxels() * type.sizeBytes(), data.sizeBytes()));
    }
  }

  /** Bytes of all voxels. */
  @Override
  public long sizeBytes() {
    return size.voxels() * type.sizeBytes();
  }
}
