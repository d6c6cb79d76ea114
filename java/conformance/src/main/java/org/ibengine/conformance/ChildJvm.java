package org.ibengine.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a main class on this JVM's class path in a JVM of its own, for what may end a process. */
public final class ChildJvm {
  /**
   * What it did.
   *
   * @param exitCode 128 and more: a signal ended it
   * @param output standard output and error, without white space at the ends
   */
  public record Outcome(int exitCode, String output) {}

  private ChildJvm() {}

  /** Blocks until it has ended. System properties of this JVM that begin with ib. are its too. */
  public static Outcome run(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-CreateCoredumpOnCrash"));
    command.add("-XX:ErrorFile=/dev/null");
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("ib.")) {
                command.add("-D%s=%s".formatted(name, value));
              }
            });
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return run(new ProcessBuilder(command));
  }

  /** As {@link #run(Class, String...)}, of any process. */
  public static Outcome run(ProcessBuilder process) throws IOException {
    Process child = process.redirectErrorStream(true).start();
    child.getOutputStream().close();
    try {
      String output =
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Outcome(child.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a child process", e);
    } finally {
      child.destroyForcibly();
    }
  }

  /** Of this JVM's tests. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
