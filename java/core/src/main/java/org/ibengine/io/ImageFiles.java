package org.ibengine.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.volume.BufferAllocator;

/**
 * Knows which files are images and which reader reads them: every format that is registered as an
 * {@link ImageReader}. Thread-safe; whatever opens files blocks on the disk.
 */
public final class ImageFiles {
  private static final List<ImageReader> READERS =
      ServiceLoader.load(ImageReader.class, ImageReader.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private ImageFiles() {}

  /** What the name of a file says about what it holds; opens nothing. */
  public static ImageName nameOf(Path file) {
    String name = ImageName.last(file);
    return READERS.stream()
        .flatMap(reader -> reader.nameOf(name).stream())
        .findFirst()
        .orElseGet(() -> ImageName.ofOther(name));
  }

  /**
   * Whether an image is read by this path: its name says so, it is not hidden and not a folder. The
   * voxels of a pair are not an image, their header is.
   */
  public static boolean isImage(Path path) {
    return !ImageName.last(path).startsWith(".")
        && nameOf(path).isReadable()
        && !Files.isDirectory(path);
  }

  /** Endings of all files that are read, for people: {@code .nii, .nii.gz and .hdr/.img}. */
  public static String endings() {
    List<String> all = READERS.stream().flatMap(reader -> reader.endings().stream()).toList();
    int last = all.size() - 1;
    return String.join(", ", all.subList(0, last)) + " and " + all.get(last);
  }

  /** As {@link ImageReader#refusalOf}, of the first format that has something to say. */
  public static Optional<String> refusalOf(Path folder) {
    return READERS.stream().flatMap(reader -> reader.refusalOf(folder).stream()).findFirst();
  }

  /**
   * The files of an image: itself, or its header and then its voxels.
   *
   * @param path any of them whose name {@link #nameOf} knows
   * @throws DatasetException if one is missing
   */
  public static List<Path> filesOf(Path path) {
    return readerOf(path).filesOf(path);
  }

  /** As {@link ImageReader#filesOf(ImageHeader)}. */
  public static List<Path> filesOf(ImageHeader header) {
    return readerOf(header.path()).filesOf(header);
  }

  /** Total bytes of these files on the disk. */
  public static long sizeBytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      RegularFile.require(file);
      bytes += Files.size(file);
    }
    return bytes;
  }

  /**
   * Refuses files of one folder that are parts of images whose other parts are missing or exist
   * twice. Opens headers only where a file called as the voxels of a pair may be those of another
   * format, as {@code a.img} is if {@code a.mhd} names it.
   */
  public static void requireWhole(List<Path> files) {
    Set<Path> named = namedVoxels(files);
    for (ImageReader reader : READERS) {
      reader.requireWhole(
          files.stream()
              .filter(file -> !named.contains(file))
              .filter(file -> reader.nameOf(ImageName.last(file)).isPresent())
              .toList());
    }
  }

  private static Set<Path> namedVoxels(List<Path> files) {
    Set<Path> named = new HashSet<>();
    if (files.stream().anyMatch(file -> nameOf(file).kind() == ImageName.Kind.PAIR_IMAGE)) {
      for (Path file : files) {
        if (nameOf(file).kind() == ImageName.Kind.WHOLE) {
          named.addAll(otherFilesOf(file));
        }
      }
    }
    return named;
  }

  private static List<Path> otherFilesOf(Path file) {
    try {
      return filesOf(file).stream().filter(other -> !other.equals(file)).toList();
    } catch (DatasetException e) {
      return List.of(); // whoever reads the file tells
    }
  }

  /** As {@link ImageReader#readHeader}, of a file that has to hold one volume. */
  public static ImageHeader readHeader(Path path, GzipCodec codec) {
    return readHeader(ImageInput.only(path), codec);
  }

  /** As {@link ImageReader#readHeader}; refuses a file without that channel. */
  public static ImageHeader readHeader(ImageInput input, GzipCodec codec) {
    ImageHeader header = readerOf(input.file()).readHeader(input.file(), codec);
    input.choice().in(header);
    return header;
  }

  /** As {@link ImageReader#readCheckedHeader}, of a file that has to hold one volume. */
  public static ImageHeader readCheckedHeader(Path path, GzipCodec codec) {
    return readCheckedHeader(ImageInput.only(path), codec);
  }

  /** As {@link ImageReader#readCheckedHeader}; refuses a file without that channel. */
  public static ImageHeader readCheckedHeader(ImageInput input, GzipCodec codec) {
    ImageHeader header = readerOf(input.file()).readCheckedHeader(input.file(), codec);
    input.choice().in(header);
    return header;
  }

  /**
   * How many volumes of one grid an image holds; reads its header alone.
   *
   * @throws DatasetException if there is none by which a volume could be read
   */
  public static int channels(Path path) {
    return readerOf(path).readHeader(path, new JdkGzipCodec()).channels();
  }

  /** As {@link ImageReader#summary}. */
  public static HeaderSummary summary(Path path, GzipCodec codec) {
    return readerOf(path).summary(path, codec);
  }

  /** As {@link ImageReader#read}, of a file that has to hold one volume, without a digest. */
  public static Image read(Path path, BufferAllocator allocator, GzipCodec codec) {
    return read(path, allocator, codec, null);
  }

  /** As {@link ImageReader#read}, of a file that has to hold one volume. */
  public static Image read(
      Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    return read(ImageInput.only(path), allocator, codec, digest);
  }

  /** As {@link ImageReader#read}, of one channel. */
  public static Image read(
      ImageInput input, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    return read(input.file(), input.choice(), allocator, codec, digest).get(0);
  }

  /** As {@link ImageReader#read}: several channels of a file that is read once. */
  public static List<Image> read(
      Path path,
      ChannelChoice channels,
      BufferAllocator allocator,
      GzipCodec codec,
      MessageDigest digest) {
    return readerOf(path).read(path, channels, allocator, codec, digest);
  }

  /** As {@link ImageReader#stream}, of a file that has to hold one volume. */
  public static ImageHeader stream(Path path, GzipCodec codec, VoxelSink sink) {
    return stream(ImageInput.only(path), codec, sink);
  }

  /** As {@link ImageReader#stream}. */
  public static ImageHeader stream(ImageInput input, GzipCodec codec, VoxelSink sink) {
    return readerOf(input.file()).stream(input.file(), input.choice(), codec, sink);
  }

  /** As {@link ImageReader#peakBytes}. */
  public static long peakBytes(ImageHeader header) {
    return readerOf(header.path()).peakBytes(header);
  }

  private static ImageReader readerOf(Path path) {
    if (Files.isDirectory(path)) {
      refusalOf(path)
          .ifPresent(
              reason -> {
                throw new DatasetException(path, reason);
              });
    }
    String name = ImageName.last(path);
    Optional<ImageReader> named =
        READERS.stream().filter(reader -> reader.nameOf(name).isPresent()).findFirst();
    return named
        .or(() -> READERS.stream().filter(ImageReader::triesAnyName).findFirst())
        .orElseThrow(
            () ->
                new DatasetException(
                    path,
                    "is not an image of a format that is read; convert it to one of " + endings()));
  }
}
