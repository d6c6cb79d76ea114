package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Reads 3D volumes from NIfTI-1 and NIfTI-2: single files and .hdr/.img pairs (named by either
 * half), gzip or not (told by content, not name), both byte orders. Axes behind the third may only
 * have size 1; a 2D image becomes a volume with z of 1. Thread-safe; blocks on the disk.
 */
public final class NiftiReader {
  private NiftiReader() {}

  /**
   * The header alone; reads no more of the file than that takes and believes nothing about its
   * voxels.
   *
   * @throws DatasetException if there is no header one could read a volume by
   */
  public static NiftiHeader readHeader(Path path, GzipCodec codec) {
    Path headerPath = PairPaths.headerOf(path);
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(headerPath, codec, null, scratch)) {
      return parse(headerPath, file, scratch.spare());
    }
  }

  /**
   * The files that an image consists of: itself, or header and voxels of a pair.
   *
   * @throws DatasetException if a half is missing
   */
  public static List<Path> filesOf(Path path) {
    Path header = PairPaths.headerOf(path);
    return ImageName.of(header).kind() == ImageName.Kind.PAIR_HEADER
        ? List.of(header, PairPaths.imageOf(header))
        : List.of(header);
  }

  /**
   * The whole file. A gzip stream is read to its end, so that its checksum counts; bytes behind the
   * voxels are ignored.
   *
   * @param allocator gives the memory of the voxels and, while reading, 1.25 MiB more
   * @return the caller closes it
   * @throws DatasetException if the file is missing, damaged, cut off or not a 3D volume of real
   *     numbers; no memory is kept then
   */
  public static NiftiImage read(Path path, BufferAllocator allocator, GzipCodec codec) {
    return read(path, allocator, codec, null);
  }

  /**
   * As {@link #read(Path, BufferAllocator, GzipCodec)}, and feeds all bytes of the file to {@code
   * digest} in the same pass, as they lie on disk; of a pair, the header's file comes first.
   *
   * @param digest updated, not reset; null for none
   */
  public static NiftiImage read(
      Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    Path headerPath = PairPaths.headerOf(path);
    try (HostBuffer memory = allocator.allocate(Scratch.BYTES)) {
      Scratch scratch = Scratch.in(memory);
      NiftiHeader header;
      try (DecodedFile file = DecodedFile.open(headerPath, codec, digest, scratch)) {
        header = parse(headerPath, file, scratch.spare());
        if (header.details().dataPath().equals(headerPath)) {
          return readVoxels(header, file, allocator, scratch.spare());
        }
        file.finish();
      }
      try (DecodedFile file =
          DecodedFile.open(header.details().dataPath(), codec, digest, scratch)) {
        return readVoxels(header, file, allocator, scratch.spare());
      }
    }
  }

  /** Leaves {@code file} right behind the header: voxels may begin there. */
  private static NiftiHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    ByteBuffer bytes = spare.clear().limit(HeaderBytes.V1_BYTES);
    file.read(bytes);
    if (!bytes.hasRemaining() && HeaderBytes.isVersion2(bytes)) {
      file.read(bytes.limit(HeaderBytes.V2_BYTES));
    }
    return HeaderParser.parse(path, bytes.flip());
  }

  private static NiftiImage readVoxels(
      NiftiHeader header, DecodedFile file, BufferAllocator allocator, ByteBuffer spare) {
    requirePlausible(header, file);
    file.skipTo(header.details().dataOffset());
    Size3 size = header.geometry().size();
    VoxelType type = header.storedType().voxelType();
    HostBuffer data = allocator.allocate(size.voxels() * type.sizeBytes());
    try {
      VoxelLoader.load(header, file, data, spare);
      file.finish();
      return new NiftiImage(header, new Volume(size, type, data));
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  /** Before memory is asked for: a damaged size must not ask for all there is. */
  private static void requirePlausible(NiftiHeader header, DecodedFile file) {
    long offset = header.details().dataOffset();
    if (!file.canHold(header.storedBytes()) || !file.canHold(offset + header.storedBytes())) {
      throw new DatasetException(
          header.details().dataPath(),
          "the file is too short: the header promises %d bytes of voxels (%s of %s) from byte %d"
                  .formatted(
                      header.storedBytes(), header.geometry().size(), header.storedType(), offset)
              + " on, the file has "
              + file.sizeText());
    }
  }
}
