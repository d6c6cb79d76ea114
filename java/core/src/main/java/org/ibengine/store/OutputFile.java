package org.ibengine.store;

import org.ibengine.text.Text;

/**
 * A file that holds a case's voxels.
 *
 * @param path relative to the dataset folder, {@code /} between names
 * @param crc32c of the whole file
 */
public record OutputFile(String path, long bytes, int crc32c) {
  /** The checksum as eight lower-case hex digits. */
  public String crc32cHex() {
    return Text.format("%08x", crc32c);
  }
}
