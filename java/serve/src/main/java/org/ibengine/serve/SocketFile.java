package org.ibengine.serve;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/**
 * A listening socket at a path, open to its owner alone. It is made in a folder of its own and
 * linked to its path when its permissions are set, so that nobody else can connect in between.
 */
final class SocketFile implements AutoCloseable {
  /** Bytes that the name of a socket may have on Linux. */
  private static final int MOST_BYTES = 107;

  /** Connections that wait to be accepted; of one more the system says "try again" at once. */
  private static final int MOST_WAITING = 1024;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long NAMES = 36L * 36 * 36 * 36 * 36 * 36; // 7 digits to the base 36

  private final Path path;
  private final ServerSocketChannel channel;
  private final Object identity;

  private SocketFile(Path path, ServerSocketChannel channel, Object identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  /**
   * Listens at {@code path}; the file of a server that has died is replaced.
   *
   * @throws IllegalArgumentException if a server listens there, something else lies there, or the
   *     path is too long
   * @throws DatasetException if the folder cannot be written to
   */
  static SocketFile listen(Path path) {
    Path absolute = path.toAbsolutePath();
    requireShort(absolute);
    requireShort(hidden(absolute));
    requireFolder(absolute.getParent());
    try {
      StartLock lock = StartLock.take(absolute);
      try {
        removeStale(absolute);
        return make(absolute, hidden(absolute));
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw new DatasetException(path, "cannot listen there: " + IoReason.of(e), e);
    }
  }

  /** In a folder that nobody can have made before: its name is new every time. */
  private static Path hidden(Path path) {
    String name = ".ib-" + Long.toString(RANDOM.nextLong(NAMES) + NAMES, 36);
    return path.resolveSibling(name).resolve("s");
  }

  private static SocketFile make(Path path, Path hidden) throws IOException {
    Path scratch = hidden.getParent();
    Files.createDirectory(
        scratch,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(hidden), MOST_WAITING);
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Files.createLink(path, hidden);
      return new SocketFile(path, channel, identity(path));
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      throw e;
    } finally {
      Files.deleteIfExists(hidden);
      Files.deleteIfExists(scratch);
    }
  }

  private static void requireShort(Path path) {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          Text.format(
              "the paths of a socket and of the temporary one next to it must be at most %d bytes long, was %d: %s; choose a shorter one",
              MOST_BYTES, bytes, path));
    }
  }

  private static void requireFolder(Path folder) {
    if (folder != null && !Files.isDirectory(folder)) {
      throw new DatasetException(
          folder,
          "the socket of ib serve must lie in a folder that exists; make it or choose another path for --socket");
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    FileKind kind = FileKind.of(path);
    if (kind != FileKind.SOCKET) {
      throw new IllegalArgumentException(
          Text.format(
              "only a socket is replaced, %s is %s; remove it or choose another path for --socket",
              path, kind == FileKind.REGULAR ? "a regular file" : kind.words()));
    }
    Object stale = identity(path);
    if (answers(path)) {
      throw new IllegalArgumentException(
          Text.format(
              "a server listens on %s already; end it or choose another path for --socket", path));
    }
    if (stale.equals(identity(path))) {
      Files.delete(path);
    }
  }

  /** Asks without waiting: a server that has no time for connections is one too. */
  private static boolean answers(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) { // nobody listens any more
      return false;
    } catch (SocketException e) { // a full queue, another kind of socket, another's
      throw new IllegalArgumentException(
          Text.format(
              "only the socket of a dead server is replaced, on %s one may listen already (%s); end it or choose another path for --socket",
              path, e.getMessage()),
          e);
    }
  }

  private static Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  Path path() {
    return path;
  }

  /**
   * Waits for the next connection.
   *
   * @throws java.nio.channels.ClosedChannelException once closed
   */
  SocketChannel accept() throws IOException {
    return channel.accept();
  }

  /** Stops listening and removes the file, if it is still this one. Idempotent. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity.equals(identity(path))) {
        Files.deleteIfExists(path);
      }
    }
  }
}
