package org.ibengine.io;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.volume.BufferAllocator;

/**
 * Reads 3D volumes of one format. A format registers its reader by a line in {@code
 * META-INF/services/org.ibengine.io.ImageReader} and is then read wherever images are read; {@link
 * ImageFiles} finds it. It needs a public constructor without arguments. Thread-safe; whatever
 * opens files blocks on the disk.
 */
public interface ImageReader {

  /**
   * What the name of a file says, if it is one of this format; opens nothing.
   *
   * @param name without folders, in composed form (NFC)
   * @return empty if files of this name are not of this format
   */
  Optional<ImageName> nameOf(String name);

  /** Endings of the files that are read, for people: {@code .nii, .nii.gz and .hdr/.img}. */
  String endings();

  /** Whether files that no format claims by their names are tried as this one, by content. */
  default boolean triesAnyName() {
    return false;
  }

  /**
   * The files of an image by its name: itself, or its header and then its voxels.
   *
   * @param path any of them
   * @throws DatasetException if one is missing
   */
  default List<Path> filesOf(Path path) {
    return List.of(path);
  }

  /**
   * Refuses files of one folder that are parts of images whose other parts are missing or exist
   * twice; opens nothing.
   *
   * @param files that {@link #nameOf} knows
   */
  default void requireWhole(List<Path> files) {}

  /**
   * The header alone; reads no more of the file than necessary and does not check its voxels.
   *
   * @throws DatasetException if there is no header by which a volume could be read
   */
  ImageHeader readHeader(Path path, GzipCodec codec);

  /**
   * As {@link #readHeader}, and refuses a file that is too short for the voxels its header
   * promises.
   */
  ImageHeader readCheckedHeader(Path path, GzipCodec codec);

  /**
   * What the header says, whether or not a volume could be read by it. A file of another kind is
   * read to its end, so that damage shows.
   *
   * @throws DatasetException if there is no header of this format
   */
  HeaderSummary summary(Path path, GzipCodec codec);

  /**
   * The whole image: raw voxels in native byte order, x fastest.
   *
   * @param allocator gives the memory of the voxels and what it takes to read them, {@link
   *     #peakBytes} in all
   * @param digest updated, not reset, with all bytes of all files as they lie on disk, one file
   *     after the other in the order of {@link #filesOf}; null for none
   * @return the caller closes it
   * @throws DatasetException if a file is missing, damaged, cut off or not a 3D volume of real
   *     numbers; no memory is kept then
   */
  Image read(Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest);

  /**
   * Streams all voxels to {@code sink}: takes little memory, however large the file.
   *
   * @return the header
   * @throws DatasetException as {@link #read}
   */
  ImageHeader stream(Path path, GzipCodec codec, VoxelSink sink);

  /** The most bytes of memory that {@link #read} takes at a time, including the voxels. */
  long peakBytes(ImageHeader header);
}
