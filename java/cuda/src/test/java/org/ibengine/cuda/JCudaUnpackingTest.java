package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.ibengine.conformance.NoexecFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the native library of JCuda comes into a JVM, each time a new one. */
class JCudaUnpackingTest {
  @Test
  void anotherJvmUnpacksJCudaPrivatelyAndLeavesNoFileBehind(@TempDir Path folder) throws Exception {
    assertEquals("available", probe(folder, classPath()));
    try (var left = Files.list(folder)) {
      assertEquals(0, left.filter(path -> path.toString().contains("uda")).count());
    }
  }

  @Test
  void withoutJCudasNativeLibraryTheReasonIsTheSameEveryTimeItIsAsked(@TempDir Path folder)
      throws Exception {
    String others =
        String.join(
            ":",
            Arrays.stream(classPath().split(":"))
                .filter(entry -> !entry.contains("jcuda-natives"))
                .toList());
    String[] reasons = probe(folder, others).split("\n");
    assertEquals(2, reasons.length, () -> String.join("\n", reasons));
    assertTrue(reasons[0].startsWith("could not load JCuda's library: "), reasons[0]);
    assertEquals(reasons[0], reasons[1]);
  }

  @Test
  void aFolderThatIsMountedNoexecIsNamedWithTheRemedy(@TempDir Path folder) throws Exception {
    try (NoexecFolder noexec = NoexecFolder.mount(folder.resolve("noexec"))) {
      String[] reasons = probe(noexec.path(), classPath()).split("\n");
      assertEquals(2, reasons.length, () -> String.join("\n", reasons));
      assertTrue(reasons[0].startsWith("could not load JCuda's library: "), reasons[0]);
      assertTrue(reasons[0].contains(noexec.path() + "/ib-cuda-"), reasons[0]);
      assertTrue(reasons[0].contains("failed to map segment from shared object"), reasons[0]);
      assertTrue(reasons[0].endsWith("choose another with -Djava.io.tmpdir=FOLDER"), reasons[0]);
      assertEquals(reasons[0], reasons[1]);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static String probe(Path temporary, String classPath) throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-D" + property(DriverProbe.DRIVER_PROPERTY),
                "-D" + property(KernelImage.IMAGE_PROPERTY),
                "-cp",
                classPath,
                ProviderProbe.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes()).strip();
    assertTrue(java.waitFor(1, TimeUnit.MINUTES));
    return output;
  }

  private static String property(String name) {
    return name + "=" + System.getProperty(name);
  }
}
