package org.ibengine.cuda;

import java.io.IOException;
import java.util.Optional;
import jcuda.driver.JCudaDriver;
import org.ibengine.backend.LinkReason;
import org.ibengine.backend.UnpackFolder;
import org.ibengine.text.Text;

/**
 * Loads JCuda's native library once per process and remembers why it could not. Only to be touched
 * once there is a driver: without one the first touch is an UnsatisfiedLinkError.
 */
final class JCudaLibrary {
  private static final String LIBRARY = "JCuda's library";
  private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
  private static final String PREFIX = "ib-cuda";

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
      try (UnpackFolder folder = UnpackFolder.create(PREFIX)) {
        System.setProperty(TEMPORARY_FOLDER, folder.path().toString());
        try {
          JCudaDriver.setExceptionsEnabled(false);
        } finally {
          System.setProperty(TEMPORARY_FOLDER, before);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          Text.format(
              "could not unpack %s to %s: %s; choose another folder with -D%s=FOLDER",
              LIBRARY, before, e, TEMPORARY_FOLDER));
    } catch (LinkageError e) {
      return Optional.of(LinkReason.of(LIBRARY, e, "-D" + TEMPORARY_FOLDER));
    }
  }
}
