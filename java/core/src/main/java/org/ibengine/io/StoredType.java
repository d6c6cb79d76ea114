package org.ibengine.io;

import java.util.Map;
import java.util.Optional;
import org.ibengine.volume.VoxelType;

/** A voxel type as NIfTI stores it; the 64-bit integers are narrowed on reading. */
public enum StoredType {
  UINT8(2, 1, VoxelType.UINT8),
  INT8(256, 1, VoxelType.INT8),
  INT16(4, 2, VoxelType.INT16),
  UINT16(512, 2, VoxelType.UINT16),
  INT32(8, 4, VoxelType.INT32),
  UINT32(768, 4, VoxelType.UINT32),
  FLOAT32(16, 4, VoxelType.FLOAT32),
  FLOAT64(64, 8, VoxelType.FLOAT64),
  INT64(1024, 8, VoxelType.INT32),
  UINT64(1280, 8, VoxelType.INT32);

  private static final Map<Integer, String> REFUSED =
      Map.of(
          0, "unknown",
          1, "1-bit binary",
          32, "complex64",
          128, "RGB24",
          1536, "float128",
          1792, "complex128",
          2048, "complex256",
          2304, "RGBA32");

  private final int code;
  private final int sizeBytes;
  private final VoxelType voxelType;

  StoredType(int code, int sizeBytes, VoxelType voxelType) {
    this.code = code;
    this.sizeBytes = sizeBytes;
    this.voxelType = voxelType;
  }

  /** The header's {@code datatype}. */
  public int code() {
    return code;
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
  boolean isNarrowed() {
    return voxelType.sizeBytes() != sizeBytes;
  }

  static Optional<StoredType> ofCode(int code) {
    for (StoredType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  static StoredType of(VoxelType voxelType) {
    for (StoredType type : values()) {
      if (type.voxelType == voxelType && !type.isNarrowed()) {
        return type;
      }
    }
    throw new IllegalArgumentException("NIfTI has no type for " + voxelType);
  }

  /** Whether voxels of this {@code datatype} are read. */
  public static boolean isRead(int code) {
    return ofCode(code).isPresent();
  }

  /** Whether the standard has this type, which is not read. */
  static boolean isRefused(int code) {
    return code != 0 && REFUSED.containsKey(code);
  }

  /** The name of a type that is not read. */
  static String refusedName(int code) {
    return REFUSED.getOrDefault(code, "not a NIfTI type");
  }
}
