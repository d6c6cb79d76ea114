package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading libtorch, each time in a JVM of its own. */
class LibtorchTest {
  @TempDir private Path cache;

  /** Prints the reason, or a sum. */
  static final class Probe {
    public static void main(String[] arguments) {
      System.out.println(
          Libtorch.unavailableReason().orElseGet(() -> "sum " + torch.ones(3).sum().item_float()));
    }
  }

  private String run(String classPath) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.bytedeco.javacpp.cachedir=" + cache,
            "-cp",
            classPath,
            Probe.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  private static String classPath(String without) {
    return String.join(
        ":",
        List.of(System.getProperty("java.class.path").split(":")).stream()
            .filter(entry -> !entry.contains(without))
            .toList());
  }

  @Test
  void anEmptyCacheIsFilledAndWhatIsInItLoads() throws IOException, InterruptedException {
    String output = run(classPath("no entry has this name"));
    // What it says where this machine cannot load it is as good: it must not be a crash.
    assertTrue(output.endsWith("sum 3.0") || Libtorch.unavailableReason().isPresent(), output);
  }

  @Test
  void aPlatformWithoutNativeCodeIsNamedAsTheReason() throws IOException, InterruptedException {
    String output = run(classPath("linux-x86_64"));
    assertTrue(output.contains("has no native code for"), output);
  }
}
