package org.ibengine.store;

import org.ibengine.error.IbException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.packed.Unpacker;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** One volume that patches are cut from, wherever its voxels are. Immutable, so thread-safe. */
public sealed interface SourceVolume permits StoredVolume, ServedVolume {
  /** In voxels. */
  Size3 size();

  /** Of the voxels once decoded. */
  VoxelType type();

  /** Bytes once decoded. */
  default long sizeBytes() {
    return size().voxels() * type().sizeBytes();
  }

  /** Bytes in memory after {@link #load}. */
  default long loadedBytes() {
    return sizeBytes();
  }

  /**
   * The most bytes in memory after {@link #loadRows}.
   *
   * @param height rows along y, at most the volume's
   * @param depth rows along z, likewise
   */
  default long rowsBytes(int height, int depth) {
    return (long) size().x() * type().sizeBytes() * height * depth;
  }

  /** True if it stays packed when it is loaded; rows are then loaded in whole bricks. */
  default boolean isPacked() {
    return false;
  }

  /**
   * The most memory that {@link #load} takes besides {@link #loadedBytes}, and {@link #read}
   * besides {@link #sizeBytes}.
   */
  long readingBytes();

  /** True if rows can be read without the rest of the volume. */
  boolean sliceable();

  /**
   * All voxels, x fastest; the caller closes the volume's buffer. Blocks; thread-safe.
   *
   * @throws IbException if they cannot be read, or are no longer what they were when opened
   */
  Volume read(BufferAllocator allocator, GzipCodec codec);

  /** As {@link #read}, faster where it is packed; takes {@link #loadedBytes} besides the voxels. */
  default Volume read(BufferAllocator allocator, GzipCodec codec, Unpacker unpacker) {
    if (!isPacked()) {
      return read(allocator, codec);
    }
    PackedVolume packed = (PackedVolume) load(allocator, codec);
    try {
      HostBuffer target = allocator.allocate(sizeBytes());
      try {
        unpacker.unpack(packed, target);
        return new Volume(size(), type(), target);
      } catch (RuntimeException | Error e) {
        target.close();
        throw e;
      }
    } finally {
      packed.data().close();
    }
  }

  /**
   * The rows y and z of {@code rows}, whole along x, as a volume of their own; the caller closes
   * its buffer. Of a sliceable volume. Blocks; thread-safe.
   *
   * @param rows inside the volume
   * @throws IbException as {@link #read}
   */
  Volume readRows(Box rows, BufferAllocator allocator);

  /**
   * All voxels in the encoding that patches are best cut from; the caller closes the buffer.
   * Otherwise as {@link #read}.
   */
  default VolumeData load(BufferAllocator allocator, GzipCodec codec) {
    return read(allocator, codec);
  }

  /**
   * As {@link #load}, of rows, whole along x, of a sliceable volume.
   *
   * @param rows inside the volume; of a packed volume {@link org.ibengine.packed.BrickLayout#whole
   *     whole bricks}
   */
  default VolumeData loadRows(Box rows, BufferAllocator allocator) {
    return readRows(rows, allocator);
  }

  /**
   * As {@link #loadRows(Box, BufferAllocator)}, of a packed volume of which tiles stay in memory.
   */
  default VolumeData loadRows(Box rows, BufferAllocator allocator, KeptBricks kept) {
    return loadRows(rows, allocator);
  }

  /** That a label map holds something else than what was recorded of it. */
  IbException differs(String recorded, String found);
}
