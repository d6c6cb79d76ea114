package org.ibengine.encode;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;

/** Whether two volumes hold the same voxels. */
final class VoxelComparison {
  private static final int CHUNK = 1 << 26;

  private VoxelComparison() {}

  /**
   * @param name of the volume
   * @param file that holds {@code found}
   * @throws DatasetException naming it and the first byte that differs
   */
  static void requireEqual(String name, Path file, Volume wanted, Volume found) {
    if (wanted.type() != found.type() || !wanted.size().equals(found.size())) {
      throw new DatasetException(
          file,
          Text.format(
              "must hold %s of %s %s voxels, holds %s %s; the case was not committed",
              name, wanted.size(), wanted.type(), found.size(), found.type()));
    }
    for (long at = 0; at < wanted.sizeBytes(); at += CHUNK) {
      int length = (int) Math.min(CHUNK, wanted.sizeBytes() - at);
      ByteBuffer before = wanted.data().bareView(at, length);
      int differs = before.mismatch(found.data().bareView(at, length));
      if (differs >= 0) {
        throw new DatasetException(
            file,
            Text.format(
                "does not hold the voxels of %s that were written: byte %d differs; the case was not"
                    + " committed, check disk and memory and run it again",
                name, at + differs));
      }
    }
  }
}
