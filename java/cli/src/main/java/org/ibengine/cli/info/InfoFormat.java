package org.ibengine.cli.info;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.ibengine.error.Printable;
import org.ibengine.io.FileInfo;
import org.ibengine.io.FileInfo.ValueRange;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.VoxelFiles;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/** How {@code ib info} shows a file to people. */
final class InfoFormat {
  private InfoFormat() {}

  static String text(FileInfo info) {
    ImageHeader header = info.header();
    ImageHeader.Details details = header.details();
    Geometry geometry = header.geometry();
    StringJoiner lines = new StringJoiner("\n  ");
    lines.add(Printable.line(info.path().toString()));
    lines.add(
        Text.format(
            "format    %s, %s, voxels %s",
            details.format(), byteOrder(header), place(details.voxels())));
    lines.add("size      " + geometry.size());
    lines.add("spacing   " + geometry.spacing() + " mm" + converted(details.lengthUnit()));
    lines.add("affine    " + geometry.affine());
    addCodes(lines, details.codes());
    lines.add("type      " + type(header) + scaling(header));
    lines.add("values    " + values(info));
    if (!info.labels().isEmpty()) {
      lines.add("labels    " + info.labels());
    }
    details.contradictions().forEach(text -> lines.add("warning   " + text));
    return lines.toString();
  }

  /**
   * The header of a file that does not hold one volume.
   *
   * @param channels how many volumes it holds; 0 if none could be read
   * @param reason why it is refused if none could
   */
  static String text(Path path, HeaderSummary header, int channels, String reason) {
    StringJoiner lines = new StringJoiner("\n  ");
    lines.add(Printable.line(path.toString()));
    lines.add(Text.format("format    %s, %s", header.format(), name(header.byteOrder())));
    lines.add("size      " + tuple(header.shape()));
    lines.add(
        Text.format(
            "spacing   %s, of the first three axes in mm%s",
            tuple(header.spacing()), converted(header.lengthUnit())));
    addCodes(lines, header.codes());
    String code =
        header.typeCode().isPresent() ? " (datatype " + header.typeCode().getAsInt() + ")" : "";
    lines.add("type      " + header.typeName() + code);
    if (channels > 1) {
      addChannels(lines, path, channels);
    } else {
      lines.add("refused   " + reason);
      lines.add("ib prepare takes volumes of real numbers");
    }
    return lines.toString();
  }

  private static void addChannels(StringJoiner lines, Path path, int channels) {
    String name = Printable.line(ImageFiles.nameOf(path).stem());
    lines.add("channels  " + channels);
    lines.add(
        Text.format(
            "ib prepare takes each channel as a modality, %s_0 to %s_%d, unless its layout names"
                + " them; a mask must have one",
            name, name, channels - 1));
  }

  private static String place(VoxelFiles voxels) {
    String packed =
        switch (voxels.encoding()) {
          case BY_CONTENT, RAW -> "";
          case GZIP, ZLIB -> ", " + voxels.encoding().name().toLowerCase(Locale.ROOT);
        };
    String first = Printable.line(voxels.first().getFileName().toString());
    int more = voxels.paths().size() - 1;
    String files = more == 0 ? first : first + " and " + Text.counted(more, "more file");
    if (voxels.skip() == VoxelFiles.LAST) {
      return "at the end of " + files + packed;
    }
    String lines = voxels.lines() == 0 ? "" : Text.counted(voxels.lines(), "line") + " after ";
    return Text.format(
        "from %sbyte %d of %s%s", lines, voxels.begin() + voxels.skip(), files, packed);
  }

  private static String tuple(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private static void addCodes(StringJoiner lines, Map<String, Integer> codes) {
    if (!codes.isEmpty()) {
      StringJoiner pairs = new StringJoiner(", ");
      codes.forEach((name, code) -> pairs.add(name + " " + code));
      lines.add("codes     " + pairs);
    }
  }

  private static String converted(LengthUnit unit) {
    return unit.mm() == 1 ? "" : ", converted from " + unit.name().toLowerCase(Locale.ROOT) + "s";
  }

  private static String scaling(ImageHeader header) {
    return header.isScaled()
        ? Text.format(", value = stored × %s + %s", header.slope(), header.intercept())
        : ", not scaled";
  }

  private static String values(FileInfo info) {
    ValueRange range = info.range();
    if (range == null) {
      return "none is finite, " + odd(info);
    }
    return Text.format(
        "%s to %s, percentiles 1: %s, 50: %s, 99: %s, %s",
        number(range.min()),
        number(range.max()),
        number(range.p1()),
        number(range.median()),
        number(range.p99()),
        info.nonFinite() == 0 ? "all finite" : "of the finite; " + odd(info));
  }

  private static String odd(FileInfo info) {
    return Text.format(
        "%d of %d are NaN, %d infinite",
        info.nan(), info.header().geometry().size().voxels(), info.infinite());
  }

  private static String number(double value) {
    return Text.format("%.6g", value);
  }

  static String type(ImageHeader header) {
    return header.storedType().name().toLowerCase(Locale.ROOT);
  }

  static String byteOrder(ImageHeader header) {
    return name(header.details().byteOrder());
  }

  static String name(ByteOrder order) {
    return order == ByteOrder.LITTLE_ENDIAN ? "little-endian" : "big-endian";
  }
}
