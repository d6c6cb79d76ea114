package org.ibengine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A folder in memory that no library can be loaded from, until {@code close}. */
public record NoexecFolder(Path path) implements AutoCloseable {
  /** Skips the test, with the reason, where this process may not mount. */
  public static NoexecFolder mount(Path path) throws IOException {
    Files.createDirectory(path);
    ChildJvm.Outcome outcome = run("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", "" + path);
    Assumptions.assumeTrue(
        outcome.exitCode() == 0, "only root may mount a folder noexec: " + outcome.output());
    return new NoexecFolder(path);
  }

  private static ChildJvm.Outcome run(String... command) throws IOException {
    return ChildJvm.run(new ProcessBuilder(command));
  }

  @Override
  public void close() throws IOException {
    ChildJvm.Outcome outcome = run("umount", path.toString());
    if (outcome.exitCode() != 0) {
      throw new IOException(path + " could not be unmounted: " + outcome.output());
    }
  }
}
