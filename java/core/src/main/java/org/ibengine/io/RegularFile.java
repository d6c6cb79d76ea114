package org.ibengine.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;

/** Refuses what is no file with content of its own: opening a FIFO waits for somebody to write. */
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
      throw new DatasetException(path, "is a folder, a file is needed");
    }
    if (Files.exists(path)) {
      throw new DatasetException(
          path, "is a FIFO, socket or device, a regular file is needed; copy its content into one");
    }
    if (Files.isSymbolicLink(path)) {
      throw brokenLink(path);
    }
  }

  private static DatasetException brokenLink(Path path) {
    try {
      Path target = Files.readSymbolicLink(path);
      return new DatasetException(
          path,
          target.toString().contains(ANNEX)
              ? "is a git-annex link whose content is not here; run git annex get"
              : "is a link to %s, which cannot be reached; restore that file".formatted(target));
    } catch (IOException e) {
      return new DatasetException(path, "is a link that cannot be read: " + IoReason.of(e), e);
    }
  }
}
