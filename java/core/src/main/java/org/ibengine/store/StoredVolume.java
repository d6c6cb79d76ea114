package org.ibengine.store;

import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.error.IbException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/**
 * Where the voxels of one volume lie on disk.
 *
 * @param stamp of the file when the dataset was opened
 * @param offset of the first voxel in the file; 0 where the encoding is {@code NIFTI}
 * @param size in voxels
 * @param type of the voxels once decoded
 * @param packed null unless the encoding is {@code PACKED}
 * @param check of the whole file, before its first voxels are read; null where there is no need
 */
public record StoredVolume(
    Path file,
    FileStamp stamp,
    Encoding encoding,
    long offset,
    Size3 size,
    VoxelType type,
    TensorInfo.PackedBytes packed,
    WrittenFile check)
    implements SourceVolume {
  /** Of a file that needs no check, not packed. */
  public StoredVolume(
      Path file, FileStamp stamp, Encoding encoding, long offset, Size3 size, VoxelType type) {
    this(file, stamp, encoding, offset, size, type, null, null);
  }

  /** A tensor of a volumes file. */
  static StoredVolume of(Path file, FileStamp stamp, TensorInfo tensor, WrittenFile check) {
    return new StoredVolume(
        file,
        stamp,
        tensor.packed() == null ? Encoding.RAW : Encoding.PACKED,
        tensor.offset(),
        tensor.size(),
        tensor.type(),
        tensor.packed(),
        check);
  }

  /**
   * Returns if the file is what it was when the dataset was opened.
   *
   * @throws DatasetException if it is not
   */
  void requireUnchanged() {
    stamp.require(file);
    if (check != null) {
      check.require();
    }
  }

  /** What {@link org.ibengine.io.ImageReader} takes besides the voxels. */
  private static final long NIFTI_SCRATCH_BYTES = (1 << 20) + (1 << 18);

  /** How the voxels are written. */
  public enum Encoding {
    /** Little-endian voxels, x fastest, nothing between them. */
    RAW,
    /** Bricks, as {@link org.ibengine.packed} has them. */
    PACKED,
    /** A whole NIfTI file, compressed or not. */
    NIFTI
  }

  @Override
  public boolean sliceable() {
    return encoding != Encoding.NIFTI;
  }

  @Override
  public boolean isPacked() {
    return encoding == Encoding.PACKED;
  }

  @Override
  public long loadedBytes() {
    return isPacked() ? packed.total() : sizeBytes();
  }

  @Override
  public long rowsBytes(int height, int depth) {
    return isPacked()
        ? PackedFile.partBytes(this, height, depth)
        : SourceVolume.super.rowsBytes(height, depth);
  }

  @Override
  public VolumeData load(BufferAllocator allocator, GzipCodec codec) {
    return isPacked() ? PackedFile.load(this, allocator) : read(allocator, codec);
  }

  @Override
  public VolumeData loadRows(Box rows, BufferAllocator allocator) {
    return loadRows(rows, allocator, KeptBricks.NONE);
  }

  @Override
  public VolumeData loadRows(Box rows, BufferAllocator allocator, KeptBricks kept) {
    return isPacked()
        ? PackedFile.loadRows(this, rows, allocator, kept)
        : readRows(rows, allocator);
  }

  @Override
  public Volume read(BufferAllocator allocator, GzipCodec codec) {
    return StoredVolumes.read(this, allocator, codec);
  }

  @Override
  public Volume readRows(Box rows, BufferAllocator allocator) {
    return StoredVolumes.readRows(this, rows, allocator);
  }

  @Override
  public IbException differs(String recorded, String found) {
    return new DatasetException(
        file,
        Text.format(
            "the label map must hold %s as case.json says, holds %s; run ib verify",
            recorded, found));
  }

  @Override
  public long readingBytes() {
    if (encoding != Encoding.NIFTI) {
      return 0; // that of a packed volume stays packed
    }
    // A label map may be written as float64 and is held like that until it is converted.
    return NIFTI_SCRATCH_BYTES + (type == VoxelType.UINT8 ? size.voxels() * Double.BYTES : 0);
  }
}
