package org.ibengine.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.backend.UnpackFolder;

/**
 * Libraries of the class path in a temporary folder, until {@code close}. In one folder, because
 * the first finds the others by {@code $ORIGIN}.
 */
record UnpackedLibraries(UnpackFolder owner) implements AutoCloseable {
  private static final String PREFIX = "ib-cpu";

  /**
   * @param first where the first of {@code names} lies; the others lie beside it
   */
  static UnpackedLibraries of(URL first, String... names) throws IOException {
    UnpackedLibraries unpacked = new UnpackedLibraries(UnpackFolder.create(PREFIX));
    try {
      for (String name : names) {
        try (InputStream in = new URL(first, name).openStream()) {
          Files.copy(in, unpacked.folder().resolve(name));
        }
      }
      return unpacked;
    } catch (IOException e) {
      unpacked.close();
      throw e;
    }
  }

  Path folder() {
    return owner.path();
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
