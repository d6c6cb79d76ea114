package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * All of a reader but how a header is parsed. Voxels go from their files straight into the memory
 * of the volume, whatever their encoding; big-endian ones are turned block by block.
 */
public abstract class ParsedImageReader implements ImageReader {

  /**
   * Reads a header, and no further: voxels may begin right there.
   *
   * @param path the header's file
   * @param file open at its first byte
   * @param spare 4 KiB at least to read into; overwritten by whoever reads next
   * @throws DatasetException if there is no header by which a volume could be read
   */
  protected abstract ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare);

  /** Of the file of a header, from its first byte on. */
  protected Encoding headerEncoding() {
    return Encoding.RAW;
  }

  /** The file that holds the header of an image that is named by {@code path}. */
  protected Path headerOf(Path path) {
    return path;
  }

  /** Reads the header to know them. */
  @Override
  public List<Path> filesOf(Path path) {
    return readHeader(path, new JdkGzipCodec()).files();
  }

  @Override
  public final ImageHeader readHeader(Path path, GzipCodec codec) {
    VoxelBytes.Means means = new VoxelBytes.Means(codec, null, Scratch.forHeader());
    return parsed(path, means, (header, file) -> header);
  }

  @Override
  public final ImageHeader readCheckedHeader(Path path, GzipCodec codec) {
    VoxelBytes.Means means = new VoxelBytes.Means(codec, null, Scratch.forHeader());
    return parsed(
        path,
        means,
        (header, file) -> {
          VoxelBytes.requireLongEnough(header, file, means);
          return header;
        });
  }

  @Override
  public final List<Image> read(
      Path path,
      ChannelChoice channels,
      BufferAllocator allocator,
      GzipCodec codec,
      MessageDigest digest) {
    try (HostBuffer memory = allocator.allocate(Scratch.BYTES)) {
      VoxelBytes.Means means = new VoxelBytes.Means(codec, digest, Scratch.in(memory));
      return parsed(
          path,
          means,
          (header, file) -> {
            List<Integer> wanted = channels.in(header);
            try (VoxelBytes bytes = VoxelBytes.open(header, file, means)) {
              return images(header, wanted, bytes, allocator, means.scratch().spare());
            }
          });
    }
  }

  /** Takes 1.25 MiB of memory, however large the file. */
  @Override
  public final ImageHeader stream(
      Path path, ChannelChoice channel, GzipCodec codec, VoxelSink sink) {
    VoxelBytes.Means means = new VoxelBytes.Means(codec, null, Scratch.forStream());
    return parsed(
        path,
        means,
        (header, file) -> {
          List<Integer> wanted = channel.in(header);
          if (wanted.size() != 1) {
            throw new IllegalArgumentException("one channel is streamed at a time, was " + wanted);
          }
          try (VoxelBytes bytes = VoxelBytes.open(header, file, means)) {
            bytes.skip(wanted.get(0) * header.storedBytes());
            VoxelLoader.stream(header, bytes, means.scratch().spare(), sink);
            bytes.finish();
          }
          return header;
        });
  }

  @Override
  public final long peakBytes(ImageHeader header) {
    return header.voxelBytes() + Scratch.BYTES;
  }

  /** Goes on where a header ends. */
  private interface AfterHeader<T> {
    T read(ImageHeader header, DecodedFile file);
  }

  private <T> T parsed(Path path, VoxelBytes.Means means, AfterHeader<T> after) {
    Path headerPath = headerOf(path);
    try (DecodedFile file = means.open(headerPath, headerEncoding())) {
      return after.read(parse(headerPath, file, means.scratch().spare()), file);
    }
  }

  private static List<Image> images(
      ImageHeader header,
      List<Integer> wanted,
      VoxelBytes bytes,
      BufferAllocator allocator,
      ByteBuffer spare) {
    List<Image> images = new ArrayList<>();
    try {
      int next = 0;
      for (int channel : wanted) {
        bytes.skip((channel - next) * header.storedBytes());
        images.add(image(header, bytes, allocator, spare));
        next = channel + 1;
      }
      bytes.finish();
      return images;
    } catch (RuntimeException | Error e) {
      images.forEach(Image::close);
      throw e;
    }
  }

  private static Image image(
      ImageHeader header, VoxelBytes bytes, BufferAllocator allocator, ByteBuffer spare) {
    VoxelType type = header.storedType().voxelType();
    HostBuffer data = allocator.allocate(header.voxelBytes());
    try {
      VoxelLoader.load(header, bytes, data, spare);
      return new Image(header, new Volume(header.geometry().size(), type, data));
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }
}
