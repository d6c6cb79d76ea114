package org.ibengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.text.Text;

/**
 * What a file looked like when the dataset was opened, so that a later change is noticed before its
 * bytes are trusted.
 */
public record FileStamp(long sizeBytes, FileTime modified) {
  /**
   * The file as it is now; blocks on the disk.
   *
   * @throws DatasetException if it is missing or cannot be examined
   */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      RegularFile.require(file);
      return new FileStamp(found.size(), found.lastModifiedTime());
    } catch (NoSuchFileException e) {
      throw new DatasetException(
          file,
          "is missing; open the dataset again if ib prepare has run meanwhile, else restore it or run ib"
              + " prepare again",
          e);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  /**
   * Returns if {@code file} still looks as this stamp says.
   *
   * @throws DatasetException if it does not
   */
  void require(Path file) {
    FileStamp now = of(file);
    if (!equals(now)) {
      throw new DatasetException(
          file,
          Text.format(
              "must be as it was when the dataset was opened (%d bytes of %s), is %d bytes of %s; open the dataset again",
              sizeBytes, modified, now.sizeBytes, now.modified));
    }
  }
}
