package org.ibengine.io;

import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** The lines of a header that is text. */
public final class HeaderLines {
  /** Bytes of a line at most: a path has no more. */
  static final int LONGEST = 4096;

  private static final int MOST_BYTES = 1 << 20;

  private HeaderLines() {}

  /**
   * The next line, without its end; null at the end of the file.
   *
   * @throws DatasetException if the line is longer than 4096 bytes, or the header than 1 MiB
   */
  public static String next(DecodedFile file) {
    if (file.position() > MOST_BYTES) {
      throw new DatasetException(
          file.path(), Text.format("the header must not be longer than %d bytes", MOST_BYTES));
    }
    return file.readLine(LONGEST);
  }
}
