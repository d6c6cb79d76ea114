package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.ImageReader;
import org.ibengine.io.Scratch;
import org.ibengine.io.VoxelLoader;
import org.ibengine.io.VoxelSink;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Reads 3D volumes from NIfTI-1 and NIfTI-2: single files and .hdr/.img pairs (named by either
 * half), gzip or not (told by content, not name), both byte orders. Axes after the third may only
 * have size 1; a 2D image becomes a volume with z of 1. Thread-safe; blocks on the disk.
 */
public final class NiftiReader implements ImageReader {

  /** Holds nothing: one does for all. */
  public NiftiReader() {}

  @Override
  public Optional<ImageName> nameOf(String name) {
    return NiftiNames.of(name);
  }

  @Override
  public String endings() {
    return ".nii, .nii.gz and .hdr/.img";
  }

  @Override
  public boolean triesAnyName() {
    return true;
  }

  @Override
  public List<Path> filesOf(Path path) {
    Path header = PairPaths.headerOf(path);
    boolean pair =
        nameOf(ImageName.composed(header.getFileName().toString()))
            .filter(name -> name.kind() == ImageName.Kind.PAIR_HEADER)
            .isPresent();
    return pair ? List.of(header, PairPaths.imageOf(header)) : List.of(header);
  }

  @Override
  public void requireWhole(List<Path> files) {
    NiftiNames.requireWholePairs(files);
  }

  @Override
  public ImageHeader readHeader(Path path, GzipCodec codec) {
    Path headerPath = PairPaths.headerOf(path);
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(headerPath, codec, null, scratch)) {
      return parse(headerPath, file, scratch.spare());
    }
  }

  @Override
  public ImageHeader readCheckedHeader(Path path, GzipCodec codec) {
    ImageHeader header = readHeader(path, codec);
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(header.details().dataPath(), codec, null, scratch)) {
      requirePlausible(header, file);
      return header;
    }
  }

  @Override
  public HeaderSummary summary(Path path, GzipCodec codec) {
    Path headerPath = PairPaths.headerOf(path);
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(headerPath, codec, null, scratch)) {
      ByteBuffer first = firstBytes(file, scratch.spare());
      // A copy, as what is read next comes where the header lies.
      ByteBuffer kept = ByteBuffer.allocate(first.remaining()).put(first).flip();
      HeaderBytes bytes = HeaderBytes.of(headerPath, kept);
      return NiftiSummary.of(
          headerPath, bytes, () -> Wholeness.fault(headerPath, bytes, file, codec));
    }
  }

  /**
   * A gzip stream is read to its end, so that its checksum counts; up to 1 MiB after the voxels is
   * ignored, more is refused. For a pair, the header's file is digested first.
   */
  @Override
  public Image read(Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    try (HostBuffer memory = allocator.allocate(Scratch.BYTES)) {
      Source source = new Source(path, codec, digest, Scratch.in(memory));
      return source.use((header, file, spare) -> readVoxels(header, file, allocator, spare));
    }
  }

  @Override
  public long peakBytes(ImageHeader header) {
    return header.voxelBytes() + Scratch.BYTES;
  }

  /** Takes 1.25 MiB of memory, however large the file. */
  @Override
  public ImageHeader stream(Path path, GzipCodec codec, VoxelSink sink) {
    Source source = new Source(path, codec, null, Scratch.forStream());
    return source.use(
        (header, file, spare) -> {
          VoxelLoader.stream(header, file, spare, sink);
          finish(header, file);
          return header;
        });
  }

  /** Reads the voxels of an open file that stands at the first of them; closes nothing. */
  private interface VoxelReading<T> {
    T read(ImageHeader header, DecodedFile file, ByteBuffer spare);
  }

  /** A file or pair, and what it takes to read it. */
  private record Source(Path path, GzipCodec codec, MessageDigest digest, Scratch scratch) {
    <T> T use(VoxelReading<T> reading) {
      Path headerPath = PairPaths.headerOf(path);
      ImageHeader header;
      try (DecodedFile file = DecodedFile.open(headerPath, codec, digest, scratch)) {
        header = parse(headerPath, file, scratch.spare());
        if (header.details().dataPath().equals(headerPath)) {
          return use(header, file, reading);
        }
        file.finish("the header of a pair ends");
      }
      try (DecodedFile file =
          DecodedFile.open(header.details().dataPath(), codec, digest, scratch)) {
        return use(header, file, reading);
      }
    }

    private <T> T use(ImageHeader header, DecodedFile file, VoxelReading<T> reading) {
      requirePlausible(header, file);
      file.skipTo(header.details().dataOffset());
      return reading.read(header, file, scratch.spare());
    }
  }

  /** Leaves {@code file} right after the header: voxels may begin there. */
  private static ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    return HeaderParser.parse(path, firstBytes(file, spare));
  }

  private static ByteBuffer firstBytes(DecodedFile file, ByteBuffer spare) {
    ByteBuffer bytes = spare.clear().limit(HeaderBytes.V1_BYTES);
    file.read(bytes);
    if (!bytes.hasRemaining() && HeaderBytes.isVersion2(bytes)) {
      file.read(bytes.limit(HeaderBytes.V2_BYTES));
    }
    return bytes.flip();
  }

  private static Image readVoxels(
      ImageHeader header, DecodedFile file, BufferAllocator allocator, ByteBuffer spare) {
    Size3 size = header.geometry().size();
    VoxelType type = header.storedType().voxelType();
    HostBuffer data = allocator.allocate(size.voxels() * type.sizeBytes());
    try {
      VoxelLoader.load(header, file, data, spare);
      finish(header, file);
      return new Image(header, new Volume(size, type, data));
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  private static void finish(ImageHeader header, DecodedFile file) {
    file.finish(
        Text.format(
            "the header promises %d bytes of voxels (%s of %s)",
            header.storedBytes(), header.geometry().size(), header.storedType()));
  }

  /** Before memory is asked for: a damaged size must not ask for all there is. */
  private static void requirePlausible(ImageHeader header, DecodedFile file) {
    long offset = header.details().dataOffset();
    if (!file.canHold(header.storedBytes()) || !file.canHold(offset + header.storedBytes())) {
      throw new DatasetException(
          header.details().dataPath(),
          Text.format(
                  "the file is too short: the header promises %d bytes of voxels (%s of %s) from byte %d",
                  header.storedBytes(), header.geometry().size(), header.storedType(), offset)
              + " on, the file has "
              + file.sizeText());
    }
  }
}
