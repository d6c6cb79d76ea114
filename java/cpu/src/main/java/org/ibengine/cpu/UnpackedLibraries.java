package org.ibengine.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Owns a private temporary folder with libraries of the class path, deleted on {@code close}: a
 * loaded library needs its file no more. In one folder, because the first finds the others by
 * {@code $ORIGIN}.
 */
record UnpackedLibraries(Path folder) implements AutoCloseable {
  /**
   * @param first where the first of {@code names} lies; the others lie beside it
   */
  static UnpackedLibraries of(URL first, String... names) throws IOException {
    UnpackedLibraries unpacked = new UnpackedLibraries(Files.createTempDirectory("ib-cpu-"));
    try {
      for (String name : names) {
        try (InputStream in = new URL(first, name).openStream()) {
          Files.copy(in, unpacked.folder.resolve(name));
        }
      }
      return unpacked;
    } catch (IOException e) {
      unpacked.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
