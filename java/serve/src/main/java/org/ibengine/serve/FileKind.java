package org.ibengine.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What lies at a path, links not followed: Java itself calls sockets, FIFOs and devices "other".
 */
enum FileKind {
  SOCKET(0140000, "a socket"),
  LINK(0120000, "a symbolic link"),
  REGULAR(0100000, "a file that is not empty"),
  BLOCK_DEVICE(0060000, "a block device"),
  FOLDER(0040000, "a folder"),
  CHARACTER_DEVICE(0020000, "a character device"),
  FIFO(0010000, "a FIFO");

  private static final int MASK = 0170000; // S_IFMT

  private final int bits;
  private final String words;

  FileKind(int bits, String words) {
    this.bits = bits;
    this.words = words;
  }

  /** For people, with its article. */
  String words() {
    return words;
  }

  /**
   * @throws java.nio.file.NoSuchFileException if nothing lies there
   */
  static FileKind of(Path path) throws IOException {
    return of((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * @param mode as {@code st_mode} of stat(2)
   */
  static FileKind of(int mode) {
    for (FileKind kind : values()) {
      if ((mode & MASK) == kind.bits) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no file has mode " + Integer.toOctalString(mode));
  }
}
