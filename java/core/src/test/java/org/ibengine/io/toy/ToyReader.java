package org.ibengine.io.toy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.ParsedImageReader;
import org.ibengine.io.StoredType;
import org.ibengine.io.VoxelFiles;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;

/**
 * A format that only tests know, registered as any other by its line in META-INF/services: {@code
 * .toy} files hold a byte for each of the sizes x, y and z, then uint8 voxels 1 mm apart, x
 * fastest.
 */
public final class ToyReader extends ParsedImageReader {
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
  public List<String> endings() {
    return List.of(".toy");
  }

  @Override
  protected ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    ByteBuffer sizes = spare.clear().limit(HEADER_BYTES);
    file.read(sizes);
    Size3 size = new Size3(sizes.get(0), sizes.get(1), sizes.get(2));
    return new ImageHeader(
        path,
        new Geometry(size, new Geometry.Spacing(1, 1, 1), IDENTITY),
        1,
        StoredType.UINT8,
        1,
        0,
        new ImageHeader.Details(
            new ImageHeader.Format("Toy", 1),
            ByteOrder.LITTLE_ENDIAN,
            Map.of(),
            "",
            VoxelFiles.byContent(path, HEADER_BYTES),
            LengthUnit.MILLIMETRE,
            List.of()));
  }
}
