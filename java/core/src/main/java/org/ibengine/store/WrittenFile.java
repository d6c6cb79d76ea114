package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/**
 * A file whose time of change is not the recorded one: it was copied, or somebody wrote to it. Its
 * checksum tells which, when its first voxels are read. Thread-safe.
 */
public final class WrittenFile {
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path file;
  private final int crc32c;
  private boolean sound; // guarded by this

  /**
   * @param crc32c of the whole file as it was written
   */
  WrittenFile(Path file, int crc32c) {
    this.file = file;
    this.crc32c = crc32c;
  }

  /**
   * Reads the file of a case's whole volumes to its end; returns if it is what was written.
   *
   * @throws DatasetException as {@link #require}
   */
  public static void require(PreparedCase item) {
    new WrittenFile(item.volumesFile(), item.record().outputs().get(0).crc32c()).require();
  }

  /**
   * Reads the file as a whole once; others wait for that.
   *
   * @throws DatasetException if it is not what was written, or cannot be read
   */
  synchronized void require() {
    if (sound) {
      return;
    }
    int found = checksum();
    if (found != crc32c) {
      throw new DatasetException(
          file,
          Text.format(
              "was overwritten or is damaged: its checksum must be %08x as case.json says, is %08x;"
                  + " restore it, or run ib prepare --force",
              crc32c, found));
    }
    sound = true;
  }

  private int checksum() {
    CRC32C checksum = new CRC32C();
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(block.clear()) >= 0) {
        checksum.update(block.flip());
      }
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
    return (int) checksum.getValue();
  }
}
