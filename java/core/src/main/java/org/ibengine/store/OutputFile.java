package org.ibengine.store;

import org.ibengine.text.Text;

/**
 * A file that holds a case's voxels.
 *
 * @param path relative to the dataset folder, with {@code /} between names
 * @param crc32c of the whole file
 * @param modifiedNs when it was written, in ns since 1970 by the file system's clock; 0 where that
 *     is not recorded
 */
public record OutputFile(String path, long bytes, int crc32c, long modifiedNs) {
  /** Without the time. */
  public OutputFile(String path, long bytes, int crc32c) {
    this(path, bytes, crc32c, 0);
  }

  /** The checksum as eight lower-case hex digits. */
  public String crc32cHex() {
    return Text.format("%08x", crc32c);
  }
}
