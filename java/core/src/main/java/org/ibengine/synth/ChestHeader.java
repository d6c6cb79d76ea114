package org.ibengine.synth;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.ibengine.synth.Solid.Point;
import org.ibengine.text.Text;

/** The text of a MetaImage header ({@code .mhd}) of a chest scan or of the mask of its lungs. */
final class ChestHeader {
  private static final int DECIMALS = 9;

  private final ChestOptions options;
  private final ChestPlace place;

  ChestHeader(ChestOptions options, ChestPlace place) {
    this.options = options;
    this.place = place;
  }

  /** Of signed voxels of 16 bits, as they are. */
  String scan(String dataFile) {
    return text("CompressedData = False\n", "MET_SHORT", dataFile);
  }

  /** Of bytes in a zlib stream. */
  String mask(String dataFile, long compressedBytes) {
    return text(
        "CompressedData = True\nCompressedDataSize = " + compressedBytes + "\n",
        "MET_UCHAR",
        dataFile);
  }

  private String text(String compression, String type, String dataFile) {
    Point spacing = new Point(options.spacing().x(), options.spacing().y(), options.spacing().z());
    return "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
        + compression
        + Text.format(
            "TransformMatrix = %s %s %s\n",
            numbers(place.x()), numbers(place.y()), numbers(place.z()))
        + Text.format("Offset = %s\n", numbers(place.offset()))
        + "CenterOfRotation = 0 0 0\nAnatomicalOrientation = RAI\n"
        + Text.format("ElementSpacing = %s\n", numbers(spacing))
        + Text.format(
            "DimSize = %d %d %d\n", options.size().x(), options.size().y(), options.size().z())
        + Text.format("ElementType = %s\nElementDataFile = %s\n", type, dataFile);
  }

  private static String numbers(Point point) {
    return number(point.x()) + " " + number(point.y()) + " " + number(point.z());
  }

  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
