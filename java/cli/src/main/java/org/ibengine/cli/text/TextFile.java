package org.ibengine.cli.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;

/** Small files that the command line names; failures name them. */
public final class TextFile {
  /** A state holds the lists of a split and the subjects, files of at most 64 MiB each. */
  private static final int MOST_BYTES = 1 << 28;

  private TextFile() {}

  public static String read(Path file) {
    try {
      byte[] bytes = RegularFile.read(file, MOST_BYTES, "; is it the right one?");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  /** Writes {@code text} and a line end. */
  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }
}
