package org.ibengine.mine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * A window of HU as a file of numpy, format 1.0: float16, C order, shape (z, y, x), after a header
 * of 128 bytes. A value is {@code (clamp(HU, −1000, 400) + 1000) / 1400}, rounded to nearest even.
 */
final class NpyFile {
  static final int LOWEST_HU = -1000;
  static final int HIGHEST_HU = 400;

  private static final int HEADER_BYTES = 128;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final short[] VALUES = values();

  private NpyFile() {}

  private static short[] values() {
    short[] values = new short[HIGHEST_HU - LOWEST_HU + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float16.bitsOf((float) i / (HIGHEST_HU - LOWEST_HU));
    }
    return values;
  }

  /** The bits of a float16, for a value in HU. */
  static short value(int hu) {
    return VALUES[Math.max(LOWEST_HU, Math.min(HIGHEST_HU, hu)) - LOWEST_HU];
  }

  /**
   * The whole file.
   *
   * @param hu of type INT16
   * @param box inside of it
   */
  static byte[] of(Volume hu, Box box) {
    Size3 size = box.size();
    int bytes = Math.toIntExact(HEADER_BYTES + size.voxels() * Short.BYTES);
    ByteBuffer file = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(header(size));
    for (int z = box.begin().z(); z < box.end().z(); z++) {
      for (int y = box.begin().y(); y < box.end().y(); y++) {
        long row = ((long) z * hu.size().y() + y) * hu.size().x() + box.begin().x();
        ByteBuffer voxels = hu.data().bareView(row * Short.BYTES, size.x() * Short.BYTES);
        for (int x = 0; x < size.x(); x++) {
          file.putShort(value(voxels.getShort()));
        }
      }
    }
    return file.array();
  }

  private static byte[] header(Size3 size) {
    String text =
        Text.format(
            "{'descr': '<f2', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            size.z(), size.y(), size.x());
    int length = HEADER_BYTES - MAGIC.length - Short.BYTES;
    String padded = text + " ".repeat(length - 1 - text.length()) + "\n";
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
