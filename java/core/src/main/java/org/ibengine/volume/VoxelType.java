package org.ibengine.volume;

/**
 * How one voxel of a decoded volume lies in memory, always in native (little-endian) order. Readers
 * narrow 64-bit integers to {@link #INT32} or refuse them.
 */
public enum VoxelType {
  UINT8(1),
  INT8(1),
  INT16(2),
  UINT16(2),
  INT32(4),
  UINT32(4),
  FLOAT32(4),
  FLOAT64(8),
  /** Of stored volumes only: readers of images do not give it, and nothing is resampled to it. */
  FLOAT16(2);

  private final int sizeBytes;

  VoxelType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  public int sizeBytes() {
    return sizeBytes;
  }

  /** Whether {@link PackedVolume}s may be of it. */
  public boolean canBePacked() {
    return this != FLOAT16;
  }

  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64 || this == FLOAT16;
  }
}
