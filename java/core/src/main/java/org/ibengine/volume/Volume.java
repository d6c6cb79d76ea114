package org.ibengine.volume;

/**
 * Voxels of one 3D image in memory: {@code size.voxels()} values of {@code type} from the start of
 * {@code data}, x fastest. A view: whoever made {@code data} closes it.
 */
public record Volume(Size3 size, VoxelType type, HostBuffer data) {
  public Volume {
    if (data.sizeBytes() < Math.multiplyExact(size.voxels(), (long) type.sizeBytes())) {
      throw new IllegalArgumentException(
          "a volume of %s %s voxels needs %d bytes, the buffer holds %d"
              .formatted(size, type, size.voxels() * type.sizeBytes(), data.sizeBytes()));
    }
  }

  /** Bytes of all voxels. */
  public long sizeBytes() {
    return size.voxels() * type.sizeBytes();
  }
}
