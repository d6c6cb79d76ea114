package org.ibengine.io.metaimage;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ibengine.io.DataFiles;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.Encoding;
import org.ibengine.io.HeaderField;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.StoredType;
import org.ibengine.io.VoxelFiles;
import org.ibengine.io.WorldSpace;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;

/** Turns the fields of a header into one that can be relied on, or says which of them is wrong. */
final class MetaImageParser {
  private static final double ORTHONORMAL_TO = 1e-4;
  private static final Map<String, StoredType> TYPES =
      Map.of(
          "MET_CHAR", StoredType.INT8,
          "MET_UCHAR", StoredType.UINT8,
          "MET_SHORT", StoredType.INT16,
          "MET_USHORT", StoredType.UINT16,
          "MET_INT", StoredType.INT32,
          "MET_UINT", StoredType.UINT32,
          "MET_FLOAT", StoredType.FLOAT32,
          "MET_DOUBLE", StoredType.FLOAT64);

  private final MetaImageFields fields;
  private final DecodedFile file;

  /**
   * @param file open right after the fields
   */
  MetaImageParser(MetaImageFields fields, DecodedFile file) {
    this.fields = fields;
    this.file = file;
  }

  ImageHeader header() {
    requireKind();
    StoredType type = type();
    Geometry geometry = geometry(size(type));
    ImageHeader.Details details =
        new ImageHeader.Details(
            new ImageHeader.Format("MetaImage", 0),
            fields.isTrue(false, "BinaryDataByteOrderMSB", "ElementByteOrderMSB")
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN,
            Map.of(),
            fields.find("Comment").map(HeaderField::value).orElse(""),
            voxels(geometry.size()),
            LengthUnit.MILLIMETRE,
            List.of());
    return new ImageHeader(fields.path(), geometry, 1, type, 1, 0, details);
  }

  private void requireKind() {
    require("ObjectType", "Image", "only images are read");
    if (!fields.need("NDims").value().equals("3")) {
      throw fields.need("NDims").refused("must be 3; save one 3D volume per file");
    }
    require("ElementNumberOfChannels", "1", "must be 1; save one volume per file");
    if (!fields.isTrue(true, "BinaryData")) {
      throw fields.need("BinaryData").refused("text is not read; save the image as binary");
    }
  }

  private void require(String key, String value, String rule) {
    fields
        .find(key)
        .filter(field -> !field.value().equals(value))
        .ifPresent(
            field -> {
              throw field.refused(rule);
            });
  }

  private StoredType type() {
    HeaderField field = fields.need("ElementType");
    StoredType type = TYPES.get(field.value());
    if (type == null) {
      throw field.refused("must be one of %s", String.join(", ", new TreeSet<>(TYPES.keySet())));
    }
    return type;
  }

  private Size3 size(StoredType type) {
    HeaderField field = fields.need("DimSize");
    long[] size = field.sizes(3);
    if (Sums.product(Sums.product(size), type.sizeBytes()) == Long.MAX_VALUE) {
      throw field.refused("a volume holds less than 2^63 bytes");
    }
    return new Size3((int) size[0], (int) size[1], (int) size[2]);
  }

  private Geometry geometry(Size3 size) {
    double[] spacing =
        fields
            .find("ElementSpacing", "ElementSize")
            .map(field -> field.positiveNumbers(3))
            .orElse(new double[] {1, 1, 1});
    double[] offset =
        fields
            .synonym("Offset", "Position", "Origin")
            .map(field -> field.numbers(3))
            .orElse(new double[3]);
    double[][] steps =
        fields
            .synonym("TransformMatrix", "Rotation", "Orientation")
            .map(MetaImageParser::directions)
            .orElse(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    for (int axis = 0; axis < 3; axis++) {
      for (int row = 0; row < 3; row++) {
        steps[axis][row] *= spacing[axis];
      }
    }
    return WorldSpace.LPS.geometry(fields.path(), "ElementSpacing", size, steps, offset, spacing);
  }

  /** For each axis of the voxels where it points. */
  private static double[][] directions(HeaderField field) {
    double[] numbers = field.numbers(9);
    double[][] directions = new double[3][3];
    for (int i = 0; i < 9; i++) {
      directions[i / 3][i % 3] = numbers[i];
    }
    for (int i = 0; i < 9; i++) {
      double[] a = directions[i / 3];
      double[] b = directions[i % 3];
      double product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      if (!(Math.abs(product - (i / 3 == i % 3 ? 1 : 0)) <= ORTHONORMAL_TO)) {
        throw field.refused("must be orthonormal to within %s", ORTHONORMAL_TO);
      }
    }
    return directions;
  }

  private VoxelFiles voxels(Size3 size) {
    long skip =
        fields
            .find("HeaderSize")
            .map(field -> field.whole(VoxelFiles.LAST, Long.MAX_VALUE >> 1))
            .orElse(0L);
    HeaderField data = fields.need(MetaImageFields.LAST);
    boolean local = data.value().equalsIgnoreCase("LOCAL");
    List<Path> paths = local ? List.of(fields.path()) : paths(data, size);
    long begin = local ? file.position() : 0;
    if (!fields.isTrue(false, "CompressedData")) {
      return new VoxelFiles(paths, Encoding.RAW, begin, 0, skip, VoxelFiles.TO_THE_END);
    }
    if (skip != 0) {
      throw fields.need("HeaderSize").refused("must be 0 with CompressedData = True");
    }
    if (paths.size() > 1) {
      throw data.refused("only one file may be compressed");
    }
    long packed =
        fields
            .find("CompressedDataSize")
            .map(field -> field.whole(1, Long.MAX_VALUE >> 1))
            .orElse(VoxelFiles.TO_THE_END);
    return new VoxelFiles(paths, Encoding.ZLIB, begin, 0, 0, packed);
  }

  private List<Path> paths(HeaderField data, Size3 size) {
    List<String> words = data.words();
    if (words.isEmpty()) {
      throw data.refused("must name a file, or be LOCAL or LIST");
    }
    if (words.get(0).equals("LIST")) {
      if (words.size() > 1 && !words.get(1).equals("2")) {
        throw data.refused("only files of one slice each are read (LIST or LIST 2)");
      }
      return DataFiles.listed(data, file, size.z());
    }
    if (!DataFiles.isPattern(words.get(0))) {
      return List.of(DataFiles.named(data, data.value()));
    }
    if (words.size() != 3 && words.size() != 4) {
      throw data.refused("a pattern needs the first and the last number, and may have a step");
    }
    long step = words.size() == 4 ? number(data, words.get(3)) : 1;
    return DataFiles.numbered(
        data, words.get(0), number(data, words.get(1)), number(data, words.get(2)), step, size.z());
  }

  private static long number(HeaderField data, String word) {
    return data.whole(word, 0, Integer.MAX_VALUE);
  }
}
