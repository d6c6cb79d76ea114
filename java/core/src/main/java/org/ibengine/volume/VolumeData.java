package org.ibengine.volume;

/**
 * The voxels of one 3D image in memory, in whatever encoding patches can be cut from: {@link
 * Volume} as they are, {@link PackedVolume} in bricks. A view: whoever made {@code data} closes it.
 */
public sealed interface VolumeData permits Volume, PackedVolume {
  /** In voxels. */
  Size3 size();

  /** Of the voxels once decoded. */
  VoxelType type();

  /** Holds {@link #sizeBytes} bytes from its start. */
  HostBuffer data();

  /** Bytes of the encoding. */
  long sizeBytes();
}
