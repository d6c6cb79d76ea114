package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies where the socket or its lock belongs, and is neither, stays as it is. */
@Timeout(60)
class SocketStartTest {
  @TempDir private Path folder;

  /** Makes something at a path. */
  private enum Thing {
    FIFO("a FIFO") {
      @Override
      void make(Path path, Path target) throws Exception {
        run("mkfifo", path.toString());
      }
    },
    DEVICE("a character device") {
      @Override
      void make(Path path, Path target) throws Exception {
        run("mknod", path.toString(), "c", "1", "3");
      }
    },
    FOLDER("a folder") {
      @Override
      void make(Path path, Path target) throws Exception {
        Files.createDirectory(path);
      }
    },
    FILE("file") {
      @Override
      void make(Path path, Path target) throws Exception {
        Files.writeString(path, "mine");
      }
    },
    LINK("a symbolic link") {
      @Override
      void make(Path path, Path target) throws Exception {
        Files.createSymbolicLink(path, target);
      }
    },
    LINK_TO_NOTHING("a symbolic link") {
      @Override
      void make(Path path, Path target) throws Exception {
        Files.createSymbolicLink(path, target.resolveSibling("nowhere"));
      }
    };

    private final String words;

    Thing(String words) {
      this.words = words;
    }

    abstract void make(Path path, Path target) throws Exception;

    private static void run(String... command) throws Exception {
      int code = new ProcessBuilder(command).start().waitFor();
      assumeTrue(code == 0, () -> String.join(" ", command) + " is not allowed here");
    }
  }

  private static Object identity(Path path) throws IOException {
    return Files.readAttributes(path, "unix:ino,mode,size", LinkOption.NOFOLLOW_LINKS);
  }

  private Path victim() throws IOException {
    return Files.writeString(folder.resolve("victim"), "");
  }

  private void assertRefused(Path path, String words) throws IOException {
    Object before = identity(path);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> SocketFile.listen(folder.resolve("s")).close());
    assertTrue(refused.getMessage().contains(path + " is "), refused.getMessage());
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
    assertEquals(before, identity(path));
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".ib-")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyASocketIsReplaced(Thing thing) throws Exception {
    Path victim = victim();
    thing.make(folder.resolve("s"), victim);
    assertRefused(folder.resolve("s"), thing.words);
    assertFalse(Files.exists(folder.resolve(".s.lock")));
    assertEquals("", Files.readString(victim));
  }

  @ParameterizedTest
  @EnumSource
  void onlyALockIsLocked(Thing thing) throws Exception {
    Path victim = victim();
    thing.make(folder.resolve(".s.lock"), victim);
    assertRefused(folder.resolve(".s.lock"), thing.words);
    assertFalse(Files.exists(folder.resolve("s"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("", Files.readString(victim));
    assertFalse(Files.exists(folder.resolve("nowhere")));
  }

  @Test
  void anotherFileThatIsHardLinkedAsLockIsNotWrittenTo() throws Exception {
    Path victim = victim();
    Files.createLink(folder.resolve(".s.lock"), victim);
    assertRefused(folder.resolve(".s.lock"), "another file too");
    assertEquals("", Files.readString(victim));
  }

  @Test
  void lockThatIsNeverGivenBackEndsTheWaitWithItsName() throws Exception {
    Path file = folder.resolve(".s.lock");
    try (FileChannel held =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      held.lock();
      IOException failed =
          assertThrows(IOException.class, () -> StartLock.take(folder.resolve("s"), 100).close());
      assertTrue(failed.getMessage().contains("holds " + file), failed.getMessage());
    }
  }

  @Test
  void serverThatHasNoTimeForConnectionsIsAlive() throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        SocketChannel first = SocketChannel.open(StandardProtocolFamily.UNIX);
        SocketChannel second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path), 1);
      for (SocketChannel waiting : List.of(first, second)) {
        waiting.connect(UnixDomainSocketAddress.of(path));
      }
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> SocketFile.listen(path).close());
      assertTrue(refused.getMessage().contains("already"), refused.getMessage());
    }
  }

  @Test
  void foldersThatOtherStartsLeftAreInNobodysWay() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid(), 36);
    Path left = Files.createDirectory(folder.resolve(".ib-" + pid));
    SocketFile.listen(folder.resolve("s")).close();
    assertTrue(Files.isDirectory(left));
  }
}
