package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrivateFolderTest {
  private Path base;

  @BeforeEach
  void makeBase() throws IOException {
    base = Files.createTempDirectory(Path.of("/tmp"), "ib-base");
  }

  @AfterEach
  void removeBase() throws IOException {
    try (Stream<Path> all = Files.walk(base)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private PrivateFolder make() {
    return PrivateFolder.make(Map.of("XDG_RUNTIME_DIR", base.toString()));
  }

  private PrivateFolder make(String name) {
    return PrivateFolder.make(Map.of("XDG_RUNTIME_DIR", base.toString()), name);
  }

  private static void age(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  @Test
  void folderIsOpenToItsOwnerAloneAndGoesAtTheEnd() throws IOException {
    Path folder;
    try (PrivateFolder made = make();
        PrivateFolder other = make()) {
      folder = made.socket().getParent();
      assertNotEquals(folder, other.socket().getParent());
      assertEquals(base, folder.getParent());
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void folderOfANameIsTakenWhereItIsOursAndStaysWhileAnotherServerListensInIt() throws IOException {
    Path socket = make("key").socket();
    assertEquals(base.resolve("ib-engine-key/s"), socket);
    PrivateFolder again = make("key");
    try (SocketFile listening = SocketFile.listen(again.socket())) {
      again.close();
      assertTrue(Files.exists(listening.path()));
    }
    again.close();
    assertFalse(Files.exists(socket.getParent()));
  }

  @Test
  void folderThatIsOpenToOthersIsRefused() throws IOException {
    Path folder = Files.createDirectory(base.resolve("ib-engine-key"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> make("key"))
            .getMessage()
            .contains(folder + " is not; remove it"));
    Files.delete(folder);
    Files.createSymbolicLink(folder, base);
    assertThrows(IllegalArgumentException.class, () -> make("key"));
    assertThrows(IllegalArgumentException.class, () -> make("../key"));
  }

  @Test
  void foldersThatKilledServersLeftAreRemovedAndNoOthers() throws IOException {
    Path live = make("live").socket();
    Path young = make("young").socket().getParent();
    try (SocketFile listening = SocketFile.listen(live)) {
      Path stale = make("stale").socket();
      leaveSocket(stale);
      age(stale.getParent());
      age(live.getParent());
      make("next");
      assertFalse(Files.exists(stale.getParent()));
      assertTrue(Files.exists(listening.path()));
      assertTrue(Files.exists(young));
    }
  }

  /** A socket file that nobody listens on. */
  private static void leaveSocket(Path path) throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(path));
    }
  }

  @Test
  void baseIsTheFirstFolderThatIsShortEnough() {
    String own = base.toString();
    assertEquals(base, PrivateFolder.base(Map.of("XDG_RUNTIME_DIR", own, "TMPDIR", "/var")));
    assertEquals(base, PrivateFolder.base(Map.of("XDG_RUNTIME_DIR", own + "/no", "TMPDIR", own)));
    assertEquals(base, PrivateFolder.base(Map.of("XDG_RUNTIME_DIR", "relative", "TMPDIR", own)));
    String tooLong = base.resolve("a".repeat(50)).toString();
    assertEquals(Path.of("/tmp"), PrivateFolder.base(Map.of("TMPDIR", tooLong)));
    assertEquals(Path.of("/tmp"), PrivateFolder.base(Map.of()));
  }
}
