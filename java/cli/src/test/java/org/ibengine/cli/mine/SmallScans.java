package org.ibengine.cli.mine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Writes scans of a few voxels, asymmetric, at 1 mm: HU of lung everywhere, a little different. */
final class SmallScans {
  static final int X = 14;
  static final int Y = 12;
  static final int Z = 11;

  private SmallScans() {}

  /** A scan whose first voxel lies at (x, 20, 30), LPS. */
  static void scan(Path file, double x) throws IOException {
    ByteBuffer voxels = ByteBuffer.allocate(2 * X * Y * Z).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < X * Y * Z; i++) {
      voxels.putShort((short) (-800 + i % 97));
    }
    write(file, "MET_SHORT", X + " " + Y + " " + Z, x, voxels.array());
  }

  /** A scan of float32, one voxel of which is NaN. */
  static void nan(Path file) throws IOException {
    ByteBuffer voxels = ByteBuffer.allocate(4 * X * Y * Z).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < X * Y * Z; i++) {
      voxels.putFloat(i == 77 ? Float.NaN : -800);
    }
    write(file, "MET_FLOAT", X + " " + Y + " " + Z, 10, voxels.array());
  }

  /** A mask on the grid of {@link #scan}: 1 but for the first planes, which are 0. */
  static void mask(Path file, double x) throws IOException {
    byte[] labels = new byte[X * Y * Z];
    Arrays.fill(labels, 2 * X * Y, labels.length, (byte) 1);
    write(file, "MET_UCHAR", X + " " + Y + " " + Z, x, labels);
  }

  /** Bytes of as many values as there are voxels in a row. */
  static void bytes(Path file) throws IOException {
    byte[] values = new byte[X * Y * Z];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 17);
    }
    write(file, "MET_UCHAR", X + " " + Y + " " + Z, 10, values);
  }

  /** A mask with one plane less. */
  static void shortMask(Path file) throws IOException {
    write(file, "MET_UCHAR", X + " " + Y + " " + (Z - 1), 10, new byte[X * Y * (Z - 1)]);
  }

  private static void write(Path file, String type, String size, double x, byte[] voxels)
      throws IOException {
    String header =
        String.format(
            Locale.ROOT,
            "ObjectType = Image\nNDims = 3\nDimSize = %s\nElementType = %s\n"
                + "ElementSpacing = 1 1 1\nOffset = %s 20 30\nElementDataFile = LOCAL\n",
            size,
            type,
            x);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(header.getBytes(StandardCharsets.US_ASCII));
    bytes.write(voxels);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.toByteArray());
  }

  /** A file of nodules with these rows. */
  static Path annotations(Path raw, String... rows) throws IOException {
    Files.createDirectories(raw);
    return Files.writeString(
        raw.resolve("annotations.csv"),
        "seriesuid,coordX,coordY,coordZ,diameter_mm\n" + String.join("\n", rows) + "\n");
  }
}
