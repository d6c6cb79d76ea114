package org.ibengine.serve;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Folders whose server was killed before it could remove them. */
final class Orphans {
  /** A server that starts has made its folder and does not listen yet. */
  private static final Duration STARTING = Duration.ofSeconds(60);

  private Orphans() {}

  /**
   * Those of this user that match {@code glob}, emptied: nobody listens on their socket any more.
   * What cannot be looked at is left alone.
   */
  static List<Path> in(Path base, String glob, String socket) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, glob)) {
      for (Path folder : folders) {
        if (isOrphan(folder, folder.resolve(socket))) {
          found.add(folder);
        }
      }
    }
    return found;
  }

  private static boolean isOrphan(Path folder, Path socket) {
    try {
      PosixFileAttributes its =
          Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean own = its.owner().equals(Files.getOwner(Path.of("/proc/self")));
      boolean old = its.lastModifiedTime().toInstant().plus(STARTING).isBefore(Instant.now());
      if (!its.isDirectory() || !own || !old || listens(socket)) {
        return false;
      }
      Files.deleteIfExists(socket);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean listens(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
