package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir private Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void socketIsItsOwnersAloneAndGoneAfterClose() throws IOException {
    Path path = folder.resolve("s");
    SocketFile socket = SocketFile.listen(path);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(List.of("s"), files());
    socket.close();
    assertEquals(List.of(), files());
  }

  @Test
  void socketOfAServerThatDiedIsReplaced() throws IOException {
    Path path = folder.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    SocketFile.listen(path).close();
    assertFalse(Files.exists(path));
  }

  @Test
  void socketOfALiveServerIsRefusedAndLeftAlone() throws IOException {
    Path path = folder.resolve("s");
    try (SocketFile live = SocketFile.listen(path)) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> SocketFile.listen(path));
      assertTrue(refused.getMessage().contains(path + " already"), refused.getMessage());
      assertTrue(Files.exists(live.path()));
    }
  }

  @Test
  void fileThatIsNoSocketIsRefusedAndLeftAlone() throws IOException {
    Path path = Files.writeString(folder.resolve("notes"), "mine");
    assertThrows(IllegalArgumentException.class, () -> SocketFile.listen(path));
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void closeLeavesTheSocketOfALaterServerAlone() throws IOException {
    Path path = folder.resolve("s");
    SocketFile first = SocketFile.listen(path);
    Files.delete(path);
    try (SocketFile second = SocketFile.listen(path)) {
      first.close();
      assertTrue(Files.exists(second.path()));
    }
  }

  @Test
  void pathThatLinuxCannotHoldIsRefusedWithItsLength() {
    Path path = folder.resolve("x".repeat(120));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SocketFile.listen(path));
    assertTrue(refused.getMessage().contains("at most 107 bytes"), refused.getMessage());
  }

  @Test
  void folderThatDoesNotExistIsNamed() {
    Path path = folder.resolve("nowhere").resolve("s");
    DatasetException failed = assertThrows(DatasetException.class, () -> SocketFile.listen(path));
    String wanted =
        folder.resolve("nowhere") + ": the socket of ib serve must lie in a folder that";
    assertTrue(failed.getMessage().startsWith(wanted), failed.getMessage());
  }
}
