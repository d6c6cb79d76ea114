package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Copies dataset folders and compares them byte by byte. */
public final class DatasetTree {
  private DatasetTree() {}

  /** Relative paths of all files. */
  public static Set<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      Set<Path> found = new TreeSet<>();
      files.filter(Files::isRegularFile).map(root::relativize).forEach(found::add);
      return found;
    }
  }

  /** A copy to be damaged. */
  static void copy(Path root, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(root.relativize(file).toString()));
      }
    }
  }

  public static void assertEqual(Path wanted, Path found, String when) throws IOException {
    assertEquals(files(wanted), files(found), when);
    assertNoPartialFile(wanted, found, when);
  }

  /** Whatever lies under a name of {@code wanted} is whole. */
  public static void assertNoPartialFile(Path wanted, Path found, String when) throws IOException {
    for (Path file : files(wanted)) {
      if (Files.exists(found.resolve(file))) {
        assertArrayEquals(
            Files.readAllBytes(wanted.resolve(file)),
            Files.readAllBytes(found.resolve(file)),
            () -> when + ": " + file);
      }
    }
  }
}
