package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LengthUnit;
import org.ibengine.text.Text;

/** The fields of a NIfTI-1 or NIfTI-2 header where they lie; nothing is judged but the format. */
final class HeaderBytes {
  static final int V1_BYTES = 348;
  static final int V2_BYTES = 540;
  private static final int DESCRIPTION_BYTES = 80;
  private static final int MOST_AXES = 7;
  private static final int SPACE_BITS = 7; // of the units

  private final ByteBuffer bytes;
  private final boolean v1;

  private HeaderBytes(ByteBuffer bytes, boolean v1) {
    this.bytes = bytes;
    this.v1 = v1;
  }

  /**
   * @param bytes the first bytes of the file, from position 0 on
   */
  static HeaderBytes of(Path path, ByteBuffer bytes) {
    boolean whole = bytes.remaining() >= V1_BYTES;
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      int headerBytes = whole ? bytes.order(order).getInt(0) : 0;
      if (headerBytes == V1_BYTES) {
        return new HeaderBytes(bytes, true);
      }
      if (headerBytes == V2_BYTES && bytes.remaining() >= V2_BYTES) {
        return new HeaderBytes(bytes, false);
      }
    }
    throw noHeader(path, bytes);
  }

  private static DatasetException noHeader(Path path, ByteBuffer bytes) {
    Optional<String> foreign = ForeignContent.of(bytes);
    if (foreign.isPresent()) {
      return new DatasetException(path, "is not a NIfTI file but " + foreign.get());
    }
    if (!bytes.hasRemaining()) {
      return new DatasetException(
          path, "holds nothing but an empty gzip stream; copy the file again");
    }
    if (bytes.remaining() < V1_BYTES) {
      return new DatasetException(
          path,
          Text.format(
              "a NIfTI header needs at least %d bytes, this file holds %d; it is not NIfTI or was cut off",
              V1_BYTES, bytes.remaining()));
    }
    return new DatasetException(
        path,
        Text.format(
            "a NIfTI file starts with its header's size, %d or %d, this one with %d; it is not NIfTI",
            V1_BYTES, V2_BYTES, bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0)));
  }

  /** Whether {@code bytes}, from 0 on, start as a NIfTI-2 header in either byte order does. */
  static boolean isVersion2(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0) == V2_BYTES
        || bytes.order(ByteOrder.BIG_ENDIAN).getInt(0) == V2_BYTES;
  }

  int version() {
    return v1 ? 1 : 2;
  }

  ImageHeader.Format format() {
    return new ImageHeader.Format("NIfTI", version());
  }

  /** As stored, for people. */
  Map<String, Integer> codes() {
    Map<String, Integer> codes = new LinkedHashMap<>();
    codes.put("sform", sformCode());
    codes.put("qform", qformCode());
    return codes;
  }

  ByteOrder byteOrder() {
    return bytes.order();
  }

  /** Four characters, of which NIfTI-1 and -2 use three and a NUL. */
  String magic() {
    return text(v1 ? 344 : 4, 4);
  }

  /** NIfTI-2 repeats what broken text transfers change: CR LF SUB LF, or nothing at all. */
  boolean survivedTextTransfer() {
    if (v1) {
      return true;
    }
    int mark = bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(8);
    return mark == 0x0d0a1a0a || mark == 0;
  }

  int datatype() {
    return bytes.getShort(v1 ? 70 : 12);
  }

  int bitsPerVoxel() {
    return bytes.getShort(v1 ? 72 : 14);
  }

  long dim(int index) {
    return v1 ? bytes.getShort(40 + 2 * index) : bytes.getLong(16 + 8 * index);
  }

  /** How many axes the header counts, of the seven it has room for. */
  int axes() {
    return (int) Math.max(0, Math.min(MOST_AXES, dim(0)));
  }

  double pixdim(int index) {
    return real(76, 104, index);
  }

  double voxOffset() {
    return v1 ? bytes.getFloat(108) : bytes.getLong(168);
  }

  double slope() {
    return real(112, 176, 0);
  }

  double intercept() {
    return real(116, 184, 0);
  }

  /** {@code xyzt_units}. */
  int units() {
    return v1 ? bytes.get(123) & 0xff : bytes.getInt(500);
  }

  LengthUnit lengthUnit() {
    return switch (units() & SPACE_BITS) {
      case 1 -> LengthUnit.METRE;
      case 2 -> LengthUnit.MILLIMETRE;
      case 3 -> LengthUnit.MICRON;
      default -> LengthUnit.UNKNOWN;
    };
  }

  /** Whether the standard defines the unit of length. */
  boolean hasKnownUnit() {
    return (units() & SPACE_BITS) <= 3;
  }

  /** A length of the header in mm, rounded as the header rounds lengths. */
  double toMm(double length) {
    double unit = lengthUnit().mm();
    if (unit == 1) {
      return length;
    }
    return v1 ? (float) (length * unit) : length * unit;
  }

  int qformCode() {
    return v1 ? bytes.getShort(252) : bytes.getInt(344);
  }

  int sformCode() {
    return v1 ? bytes.getShort(254) : bytes.getInt(348);
  }

  /** b, c, d of the quaternion, then the offset in x, y, z. */
  double qform(int index) {
    return real(256, 352, index);
  }

  /** The upper three rows of the matrix, row after row. */
  double sform(int index) {
    return real(280, 400, index);
  }

  String description() {
    return text(v1 ? 148 : 240, DESCRIPTION_BYTES).strip();
  }

  private double real(int v1Offset, int v2Offset, int index) {
    return v1 ? bytes.getFloat(v1Offset + 4 * index) : bytes.getDouble(v2Offset + 8 * index);
  }

  /** Up to the first NUL; control characters become question marks, since people will see it. */
  private String text(int offset, int length) {
    byte[] raw = new byte[length];
    bytes.get(offset, raw);
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{Cntrl}", "?");
  }
}
