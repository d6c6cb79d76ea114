package org.ibengine.io.toy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.ImageReader;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.Scratch;
import org.ibengine.io.StoredType;
import org.ibengine.io.VoxelLoader;
import org.ibengine.io.VoxelSink;
import org.ibengine.volume.Affine;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * A format that only tests know, registered as any other: {@code .toy} files hold a byte for each
 * of the sizes x, y and z, then uint8 voxels 1 mm apart, x fastest.
 */
public final class ToyReader implements ImageReader {
  private static final int HEADER_BYTES = 3;
  private static final Affine IDENTITY = Affine.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);

  /** For the service loader. */
  public ToyReader() {}

  @Override
  public Optional<ImageName> nameOf(String name) {
    return name.endsWith(".toy")
        ? Optional.of(
            new ImageName(ImageName.Kind.WHOLE, name.substring(0, name.length() - ".toy".length())))
        : Optional.empty();
  }

  @Override
  public String endings() {
    return ".toy";
  }

  @Override
  public ImageHeader readHeader(Path path, GzipCodec codec) {
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(path, codec, null, scratch)) {
      return header(path, file, scratch.spare());
    }
  }

  @Override
  public ImageHeader readCheckedHeader(Path path, GzipCodec codec) {
    return readHeader(path, codec);
  }

  @Override
  public HeaderSummary summary(Path path, GzipCodec codec) {
    throw new UnsupportedOperationException("no toy is of a kind that is not read");
  }

  @Override
  public Image read(Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(path, codec, digest, scratch)) {
      ImageHeader header = header(path, file, scratch.spare());
      HostBuffer voxels = allocator.allocate(header.voxelBytes());
      VoxelLoader.load(header, file, voxels, scratch.spare());
      file.finish("the voxels end");
      return new Image(
          header, new Volume(header.geometry().size(), header.storedType().voxelType(), voxels));
    }
  }

  @Override
  public ImageHeader stream(Path path, GzipCodec codec, VoxelSink sink) {
    Scratch scratch = Scratch.forStream();
    try (DecodedFile file = DecodedFile.open(path, codec, null, scratch)) {
      ImageHeader header = header(path, file, scratch.spare());
      VoxelLoader.stream(header, file, scratch.spare(), sink);
      return header;
    }
  }

  @Override
  public long peakBytes(ImageHeader header) {
    return header.voxelBytes();
  }

  private static ImageHeader header(Path path, DecodedFile file, ByteBuffer spare) {
    ByteBuffer sizes = spare.clear().limit(HEADER_BYTES);
    file.read(sizes);
    Size3 size = new Size3(sizes.get(0), sizes.get(1), sizes.get(2));
    return new ImageHeader(
        path,
        new Geometry(size, new Geometry.Spacing(1, 1, 1), IDENTITY),
        StoredType.UINT8,
        1,
        0,
        new ImageHeader.Details(
            new ImageHeader.Format("Toy", 1),
            ByteOrder.LITTLE_ENDIAN,
            Map.of(),
            "",
            path,
            HEADER_BYTES,
            LengthUnit.MILLIMETRE,
            List.of()));
  }
}
