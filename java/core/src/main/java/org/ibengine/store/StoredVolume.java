package org.ibengine.store;

import java.nio.file.Path;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Where the voxels of one volume lie on disk.
 *
 * @param offset of the first voxel in the file; 0 where the encoding is {@code NIFTI}
 * @param size in voxels
 * @param type of the voxels once decoded
 */
public record StoredVolume(Path file, Encoding encoding, long offset, Size3 size, VoxelType type) {
  /** How the voxels are written. */
  public enum Encoding {
    /** Little-endian voxels, x fastest, nothing between them. */
    RAW,
    /** A whole NIfTI file, compressed or not. */
    NIFTI
  }

  /** Bytes once decoded. */
  public long sizeBytes() {
    return size.voxels() * type.sizeBytes();
  }
}
