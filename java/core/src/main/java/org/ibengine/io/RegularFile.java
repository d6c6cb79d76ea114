package org.ibengine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * Refuses what is not a file with content of its own: opening a FIFO waits for somebody to write.
 */
public final class RegularFile {
  private static final String ANNEX = "annex/objects/";

  private RegularFile() {}

  /**
   * Follows links; opens nothing.
   *
   * @throws DatasetException if it is a folder, FIFO, socket or device, or is not there
   */
  public static void require(Path path) {
    if (Files.isRegularFile(path)) {
      return;
    }
    if (Files.isDirectory(path)) {
      throw new DatasetException(path, "is a folder, but a file is needed");
    }
    if (Files.exists(path)) {
      throw new DatasetException(
          path,
          "is a FIFO, socket or device, but a regular file is needed; copy its content into one");
    }
    if (Files.isSymbolicLink(path)) {
      throw brokenLink(path);
    }
  }

  /**
   * All bytes of a file that should be small.
   *
   * @param mostBytes a longer file is refused before it is read
   * @param remedy ends that message
   * @throws DatasetException as {@link #require}, or if the file is longer
   */
  public static byte[] read(Path path, int mostBytes, String remedy) throws IOException {
    require(path);
    try (InputStream in = Files.newInputStream(path)) {
      if (Files.size(path) <= mostBytes) {
        byte[] bytes = in.readNBytes(mostBytes + 1); // it may grow meanwhile
        if (bytes.length <= mostBytes) {
          return bytes;
        }
      }
      throw new DatasetException(
          path,
          Text.format(
              "must not be longer than %d bytes, has %d%s", mostBytes, Files.size(path), remedy));
    }
  }

  private static DatasetException brokenLink(Path path) {
    try {
      Path target = Files.readSymbolicLink(path);
      return new DatasetException(
          path,
          target.toString().contains(ANNEX)
              ? "is a git-annex link whose content is not here; run git annex get"
              : Text.format("is a link to %s, which cannot be reached; restore that file", target));
    } catch (IOException e) {
      return new DatasetException(path, "is a link that cannot be read: " + IoReason.of(e), e);
    }
  }
}
