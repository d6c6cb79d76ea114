package org.ibengine.io;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** Folders that are written to in the end. */
public final class WritableFolder {
  private WritableFolder() {}

  /**
   * Refuses at once what would fail after the work was done; makes nothing.
   *
   * @param folder need not exist
   * @throws DatasetException if there can be no such folder, or nothing can be written to it
   */
  public static Path require(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new DatasetException(
          folder,
          Text.format("must be a folder or a new path, but %s is a file; choose another", there));
    }
    if (!Files.isWritable(there)) {
      throw new DatasetException(
          folder, Text.format("cannot be written: permission denied at %s; choose another", there));
    }
    return folder;
  }
}
