package org.ibengine.io;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.volume.BufferAllocator;

/**
 * Reads the images of one format, of one channel or several, each a 3D volume. A format registers
 * its reader by a line in {@code META-INF/services/org.ibengine.io.ImageReader} and is then read
 * wherever images are read; {@link ImageFiles} finds it. It needs a public constructor without
 * arguments. Thread-safe; whatever opens files blocks on the disk.
 */
public interface ImageReader {

  /**
   * What the name of a file says, if it is one of this format; opens nothing.
   *
   * @param name without folders, in composed form (NFC)
   * @return empty if files of this name are not of this format
   */
  Optional<ImageName> nameOf(String name);

  /**
   * Endings of the files that are read, for people: {@code .nii}, {@code .hdr/.img}; none if the
   * format is recognised and not read.
   */
  List<String> endings();

  /**
   * Why the files of a folder are not read, as it goes on after its name, if they are of this
   * format and it is not read. Lists the folder and may open files of it.
   *
   * @throws DatasetException if the folder cannot be listed
   */
  default Optional<String> refusalOf(Path folder) {
    return Optional.empty();
  }

  /** Whether files that no format claims by their names are tried as this one, by content. */
  default boolean triesAnyName() {
    return false;
  }

  /**
   * The files of an image: itself, or its header and then its voxels.
   *
   * @param path any of them whose name {@link #nameOf} knows
   * @throws DatasetException if one is missing
   */
  List<Path> filesOf(Path path);

  /**
   * The files of an image that was read, in the order in which they are digested.
   *
   * @throws DatasetException if its name stands for other files, so that it would not be recognised
   */
  default List<Path> filesOf(ImageHeader header) {
    return header.files();
  }

  /**
   * Refuses files of one folder that are parts of images whose other parts are missing or exist
   * twice; opens nothing.
   *
   * @param files that {@link #nameOf} knows
   */
  default void requireWhole(List<Path> files) {}

  /**
   * The header alone; reads no more of the file than necessary and does not check its voxels. An
   * image may have several channels.
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
  default HeaderSummary summary(Path path, GzipCodec codec) {
    return HeaderSummary.of(readCheckedHeader(path, codec));
  }

  /**
   * Channels of an image, each as a volume of its own: raw voxels in native byte order, x fastest.
   * The files are read once, whatever the number of channels.
   *
   * @param allocator gives the memory of the voxels and what it takes to read them: {@link
   *     #peakBytes}, and {@link ImageHeader#voxelBytes} for each further channel
   * @param digest updated, not reset, with all bytes of all files as they lie on disk, one file
   *     after the other in the order of {@link #filesOf}; null for none
   * @return in the order of the channels; the caller closes them
   * @throws DatasetException if a file is missing, damaged, cut off or not an image of real
   *     numbers, or has not these channels; no memory is kept then
   */
  List<Image> read(
      Path path,
      ChannelChoice channels,
      BufferAllocator allocator,
      GzipCodec codec,
      MessageDigest digest);

  /**
   * Streams all voxels of one channel to {@code sink}: takes little memory, however large the file.
   *
   * @return the header
   * @throws DatasetException as {@link #read}
   */
  ImageHeader stream(Path path, ChannelChoice channel, GzipCodec codec, VoxelSink sink);

  /** The most bytes of memory that {@link #read} of one channel takes at a time. */
  long peakBytes(ImageHeader header);
}
