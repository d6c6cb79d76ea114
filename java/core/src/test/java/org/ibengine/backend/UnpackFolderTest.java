package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the temporary folder of this JVM, which cannot be changed: each test has its own prefix. */
class UnpackFolderTest {
  private final String prefix = "ib-test" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir private Path elsewhere;
  private UnpackFolder first;

  @BeforeEach
  void create() throws IOException {
    first = UnpackFolder.create(prefix);
  }

  @AfterEach
  void close() throws IOException {
    first.close();
  }

  /** As a process of that number on this machine would have named it. */
  private Path named(long process, String rest) throws IOException {
    String own = first.path().getFileName().toString();
    String mine = "-" + ProcessHandle.current().pid() + "-";
    String name = own.substring(0, own.lastIndexOf(mine)) + "-" + process + "-" + rest;
    return Files.createDirectory(first.path().resolveSibling(name));
  }

  private static long deadProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  private void startAgain() throws IOException {
    UnpackFolder.create(prefix).close();
  }

  @Test
  void folderIsItsOwnersAloneAndGoneWithItsFilesAfterClose() throws IOException {
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(first.path())));
    Files.writeString(first.path().resolve("lib.so"), "x");
    first.close();
    assertFalse(Files.exists(first.path()));
    first.close();
  }

  @Test
  void whatADeadProcessLeftIsDeletedByTheNextAndWhatALivingOneHasIsNot() throws Exception {
    Path dead = named(deadProcess(), "1");
    Files.writeString(dead.resolve("lib.so"), "x");
    Path living = named(ProcessHandle.current().pid(), "2");
    startAgain();
    assertFalse(Files.exists(dead));
    assertTrue(Files.exists(living));
    assertTrue(Files.exists(first.path()));
    Files.delete(living);
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path mine = Files.writeString(elsewhere.resolve("mine"), "x");
    Path dead = named(deadProcess(), "1");
    Files.createSymbolicLink(dead.resolve("lib.so"), mine);
    Path link = named(deadProcess(), "2");
    Files.delete(link);
    Files.createSymbolicLink(link, elsewhere);
    startAgain();
    assertFalse(Files.exists(dead));
    assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    assertEquals("x", Files.readString(mine));
    Files.delete(link);
  }

  @Test
  void whatHasOtherNamesOrFoldersInsideIsLeftAlone() throws Exception {
    Path other = Files.createDirectory(first.path().resolveSibling(prefix + "-notes"));
    Path file = Files.writeString(first.path().resolveSibling(prefix + "-12"), "x");
    Path nested = named(deadProcess(), "1");
    Path inside = Files.createDirectory(nested.resolve("inside"));
    Path beside = Files.writeString(nested.resolve("beside"), "x");
    startAgain();
    for (Path path : new Path[] {other, file, inside, beside, nested}) {
      assertTrue(Files.exists(path), path.toString());
      if (path != nested || Files.exists(nested)) {
        Files.delete(path);
      }
    }
  }

  @Test
  void whatNobodyCanBeAskedAboutIsDeletedADayLater() throws Exception {
    Path unknown = Files.createDirectory(first.path().resolveSibling(prefix + "-4711"));
    startAgain();
    assertTrue(Files.exists(unknown));
    Instant yesterday = Instant.now().minus(Duration.ofHours(25));
    Files.setLastModifiedTime(unknown, FileTime.from(yesterday));
    startAgain();
    assertFalse(Files.exists(unknown));
  }
}
