package org.ibengine.store;

import java.nio.file.Path;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Where the voxels of one volume lie on disk.
 *
 * @param stamp of the file when the dataset was opened
 * @param offset of the first voxel in the file; 0 where the encoding is {@code NIFTI}
 * @param size in voxels
 * @param type of the voxels once decoded
 */
public record StoredVolume(
    Path file, FileStamp stamp, Encoding encoding, long offset, Size3 size, VoxelType type) {
  /** What {@link org.ibengine.io.ImageReader} takes besides the voxels. */
  private static final long NIFTI_SCRATCH_BYTES = (1 << 20) + (1 << 18);

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

  /** The most memory that reading takes besides {@link #sizeBytes}. */
  long readingBytes() {
    if (encoding == Encoding.RAW) {
      return 0;
    }
    // A label map may be written as float64 and is held like that until it is converted.
    return NIFTI_SCRATCH_BYTES + (type == VoxelType.UINT8 ? size.voxels() * Double.BYTES : 0);
  }
}
