package org.ibengine.io;

import org.ibengine.volume.VoxelType;

/** A voxel type as files store it; the 64-bit integers are narrowed on reading. */
public enum StoredType {
  UINT8(1, VoxelType.UINT8),
  INT8(1, VoxelType.INT8),
  INT16(2, VoxelType.INT16),
  UINT16(2, VoxelType.UINT16),
  INT32(4, VoxelType.INT32),
  UINT32(4, VoxelType.UINT32),
  FLOAT32(4, VoxelType.FLOAT32),
  FLOAT64(8, VoxelType.FLOAT64),
  INT64(8, VoxelType.INT32),
  UINT64(8, VoxelType.INT32);

  private final int sizeBytes;
  private final VoxelType voxelType;

  StoredType(int sizeBytes, VoxelType voxelType) {
    this.sizeBytes = sizeBytes;
    this.voxelType = voxelType;
  }

  /** Bytes of one voxel in the file. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** What a voxel becomes in memory. */
  public VoxelType voxelType() {
    return voxelType;
  }

  /** Whether reading makes voxels smaller than they are in the file. */
  public boolean isNarrowed() {
    return voxelType.sizeBytes() != sizeBytes;
  }

  /**
   * The type that stores voxels as they are in memory.
   *
   * @throws IllegalArgumentException for {@link VoxelType#FLOAT16}, which files of images lack
   */
  public static StoredType of(VoxelType type) {
    if (type == VoxelType.FLOAT16) {
      throw new IllegalArgumentException("a file of an image must not be FLOAT16; write FLOAT32");
    }
    return valueOf(type.name());
  }
}
