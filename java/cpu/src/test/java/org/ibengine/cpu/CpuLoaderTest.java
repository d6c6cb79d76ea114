package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.conformance.ChildJvm;
import org.ibengine.conformance.NoexecFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuLoaderTest {
  @Test
  void theLibraryThatWasBuiltWithThisBindingLoads() {
    assertEquals(Optional.empty(), CpuLoader.unavailableReason());
    assertEquals(CpuLibrary.ABI_VERSION, CpuLibrary.ib_abi_version());
  }

  @Test
  void autoPrefersItToTheReference() {
    try (Backend backend = Backends.open(Backends.AUTO, 3)) {
      assertEquals("cpu", backend.name());
      assertTrue(
          backend.description().matches("(AVX-512|AVX2|portable code), 3 threads, ISA-L gzip"),
          backend::description);
    }
    try (Backend backend = Backends.open("cpu", 1)) {
      assertTrue(backend.description().contains(", 1 thread, "), backend::description);
    }
  }

  @Test
  void anotherVersionOfTheAbiIsNamedWithTheRemedy() {
    assertEquals(
        "libib_cpu.so has ABI version 7, this binding needs 5; rebuild java/cpu",
        CpuLoader.wrongVersion(7).orElseThrow());
    assertFalse(CpuLoader.wrongVersion(CpuLibrary.ABI_VERSION).isPresent());
  }

  @Test
  void aLibraryThatCannotBeLoadedIsNamedWithAllTheLinkerSays() {
    assertEquals(
        "could not load libib_cpu.so: no room", CpuLoader.reasonOf(new LinkageError("no room")));
  }

  @Test
  void librariesOfAJarAreUnpackedSideBySideAndDeletedOnClose(@TempDir Path folder)
      throws IOException {
    Path jar = jar(folder, "a.so", "b.so");
    URL first = new URL("jar:" + jar.toUri() + "!/linux-x86-64/a.so");
    Path unpackedTo;
    try (UnpackedLibraries unpacked = UnpackedLibraries.of(first, "a.so", "b.so")) {
      unpackedTo = unpacked.folder();
      assertEquals("a.so", Files.readString(unpackedTo.resolve("a.so")));
      assertEquals("b.so", Files.readString(unpackedTo.resolve("b.so")));
    }
    assertFalse(Files.exists(unpackedTo));
  }

  private static Path jar(Path folder, String... names) throws IOException {
    Path jar = folder.resolve("natives.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : names) {
        out.putNextEntry(new JarEntry("linux-x86-64/" + name));
        out.write(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    }
    return jar;
  }

  @Test
  void itLoadsFromAJarInAnotherJvmAndLeavesNoFileBehind(@TempDir Path folder) throws Exception {
    Path jar = jarOfClasses(folder);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    assertEquals("available", probe(jar, temporary));
    try (var left = Files.list(temporary)) {
      assertEquals(0, left.filter(p -> p.getFileName().toString().startsWith("ib-cpu")).count());
    }
  }

  @Test
  void aJarWithoutTheLibrarySaysSoEveryTimeItIsAsked(@TempDir Path folder) throws Exception {
    Path jar = jarOfClasses(folder, "linux-x86-64");
    String reason =
        "no libib_cpu.so for linux-x86-64 on the class path; build java/cpu on this platform";
    assertEquals(reason + "\n" + reason, probe(jar, folder));
  }

  @Test
  void aLibraryWhoseDependencyIsBrokenSaysWhyEveryTimeItIsAsked(@TempDir Path folder)
      throws Exception {
    Path jar = jarOfClasses(folder, "libisal.so.2", "libib_cpu.so");
    String[] reasons = probe(jar, folder).split("\n");
    assertEquals(2, reasons.length);
    assertTrue(reasons[0].startsWith("could not "), reasons[0]);
    assertEquals(reasons[0], reasons[1]);
  }

  @Test
  void aFolderThatIsMountedNoexecIsNamedWithTheRemedyEveryTimeItIsAsked(@TempDir Path folder)
      throws Exception {
    Path jar = jarOfClasses(folder);
    try (NoexecFolder noexec = NoexecFolder.mount(folder.resolve("noexec"))) {
      String[] reasons = probe(jar, noexec.path()).split("\n");
      assertEquals(2, reasons.length, () -> String.join("\n", reasons));
      assertTrue(
          reasons[0].startsWith("could not load libib_cpu.so: Unable to load library '"),
          reasons[0]);
      assertTrue(reasons[0].contains(noexec.path() + "/ib-cpu-"), reasons[0]);
      assertTrue(reasons[0].contains("failed to map segment from shared object"), reasons[0]);
      assertTrue(reasons[0].endsWith("choose another with -Djava.io.tmpdir=FOLDER"), reasons[0]);
      assertEquals(reasons[0], reasons[1]);
      try (var left = Files.list(noexec.path())) {
        assertEquals(0, left.filter(p -> p.getFileName().toString().startsWith("ib-cpu")).count());
      }
    }
  }

  @Test
  void soIsTheFolderOfJnasOwnLibrary(@TempDir Path folder) throws Exception {
    Path jar = jarOfClasses(folder);
    try (NoexecFolder noexec = NoexecFolder.mount(folder.resolve("noexec"))) {
      String[] reasons = probe(jar, folder, "-Djna.tmpdir=" + noexec.path()).split("\n");
      assertEquals(2, reasons.length, () -> String.join("\n", reasons));
      assertTrue(reasons[0].startsWith("could not load JNA's library: "), reasons[0]);
      assertTrue(reasons[0].contains("failed to map segment from shared object"), reasons[0]);
      assertTrue(reasons[0].endsWith("choose another with -Djna.tmpdir=FOLDER"), reasons[0]);
      assertEquals(reasons[0], reasons[1]);
    }
  }

  @Test
  void aTemporaryFolderThatIsNotThereIsNamed(@TempDir Path folder) throws Exception {
    Path nowhere = folder.resolve("nowhere");
    String reason = probe(jarOfClasses(folder), nowhere, "-Djna.tmpdir=" + folder).split("\n")[0];
    assertTrue(reason.startsWith("could not unpack libib_cpu.so to " + nowhere + ": "), reason);
    assertTrue(reason.endsWith("choose another folder with -Djava.io.tmpdir=FOLDER"), reason);
  }

  /** Asks twice in a JVM whose class path has {@code jar} in place of this module's classes. */
  private static String probe(Path jar, Path temporary, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(jar + ":" + otherClassPath() + ":" + testClasses());
    command.add(LoaderProbe.class.getName());
    return ChildJvm.run(new ProcessBuilder(command)).output();
  }

  private static String otherClassPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(
        ":",
        java.util.Arrays.stream(all.split(":"))
            .filter(entry -> !entry.equals(mainClasses().toString()))
            .filter(entry -> !entry.equals(testClasses().toString()))
            .toList());
  }

  private static Path mainClasses() {
    return Path.of(System.getProperty("basedir"), "target", "classes");
  }

  private static Path testClasses() {
    return Path.of(System.getProperty("basedir"), "target", "test-classes");
  }

  /** Everything in target/classes except paths that contain one of {@code left}. */
  private static Path jarOfClasses(Path folder, String... left) throws IOException {
    Path jar = folder.resolve("cpu.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(mainClasses())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = mainClasses().relativize(file).toString();
        if (left.length != 1 || !name.startsWith(left[0])) {
          out.putNextEntry(new JarEntry(name));
          out.write(
              left.length == 2 && name.endsWith(left[0]) ? new byte[64] : Files.readAllBytes(file));
        }
      }
    }
    return jar;
  }
}
