package org.ibengine.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;

/**
 * Loads JCuda's native library once per process and remembers why it could not. Only to be touched
 * once there is a driver: without one the first touch is an UnsatisfiedLinkError.
 */
final class JCudaLibrary {
  private static final String TEMPORARY_FOLDER = "java.io.tmpdir";

  private JCudaLibrary() {}

  private static final class Outcome {
    private static final Optional<String> REASON = load();
  }

  /** Why JCuda cannot be used; empty once it is loaded. */
  static Optional<String> unavailableReason() {
    return Outcome.REASON;
  }

  // JCuda unpacks to a fixed path in the temporary folder, where processes overwrite each other's.
  private static Optional<String> load() {
    String before = System.getProperty(TEMPORARY_FOLDER);
    try {
      Path folder = Files.createTempDirectory("ib-cuda-");
      System.setProperty(TEMPORARY_FOLDER, folder.toString());
      try {
        JCudaDriver.setExceptionsEnabled(false); // a loaded library needs its file no more
      } finally {
        System.setProperty(TEMPORARY_FOLDER, before);
        delete(folder);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("could not unpack JCuda's library: " + e);
    } catch (LinkageError e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return Optional.of("could not load JCuda's library: " + message);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
