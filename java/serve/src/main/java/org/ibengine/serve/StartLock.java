package org.ibengine.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/**
 * One process at a time starts to listen at a path, lest two replace the socket of a dead server by
 * their own and one of them the other's. A file beside the socket, locked; gone afterwards. A
 * process that dies leaves it unlocked. Anything there that is not such a file stays as it is.
 */
final class StartLock implements AutoCloseable {
  /** How the system locks a file. */
  interface Locking {
    /** Null if another process has it. */
    FileLock tryLock(FileChannel channel) throws IOException;
  }

  /** A start takes milliseconds. */
  static final long PATIENCE_MS = 30_000;

  private static final long LOOK_MS = 10;

  private final Path file;
  private final FileChannel channel;

  private StartLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Blocks while another process starts there, for {@link #PATIENCE_MS} at most.
   *
   * @throws IllegalArgumentException if something else lies where the lock belongs
   * @throws IOException if the file cannot be made, or the other process does not come to an end
   */
  static StartLock take(Path socket) throws IOException {
    return take(socket, PATIENCE_MS);
  }

  static StartLock take(Path socket, long patienceMs) throws IOException {
    return take(socket, patienceMs, FileChannel::tryLock);
  }

  static StartLock take(Path socket, long patienceMs, Locking locking) throws IOException {
    Path file = socket.resolveSibling("." + socket.getFileName() + ".lock");
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
    while (System.nanoTime() < until) {
      requireLockFile(file);
      StartLock lock = tryTake(file, locking);
      if (lock != null) {
        return lock;
      }
      pause();
    }
    throw new IOException(
        Text.format(
            "another process has been starting there for %d s and holds %s; end it or choose another path for --socket",
            TimeUnit.MILLISECONDS.toSeconds(patienceMs), file));
  }

  /** Null if another process has it or has just given it back. */
  private static StartLock tryTake(Path file, Locking locking) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean taken = false;
    try {
      FileLock lock = lock(file, channel, locking);
      taken = lock != null && channel.size() == 0; // else the file that the one before has removed
      return taken ? new StartLock(file, channel) : null;
    } catch (OverlappingFileLockException e) { // another thread of this process
      return null;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static FileLock lock(Path file, FileChannel channel, Locking locking) throws IOException {
    try {
      return locking.tryLock(channel);
    } catch (IOException e) {
      throw new IOException(
          Text.format(
              "%s cannot be locked: %s; the file system may have no file locks: choose a path on a local disk for --socket, such as /run/user or /tmp",
              file, IoReason.of(e)),
          e);
    }
  }

  /** A lock that lies at its path is an empty file without another name. */
  private static void requireLockFile(Path file) throws IOException {
    Map<String, Object> found;
    try {
      found = Files.readAttributes(file, "unix:mode,size,nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    FileKind kind = FileKind.of((Integer) found.get("mode"));
    boolean another = kind == FileKind.REGULAR && (Integer) found.get("nlink") > 1;
    if (kind != FileKind.REGULAR || (Long) found.get("size") > 0 || another) {
      throw new IllegalArgumentException(
          Text.format(
              "the lock of a server that starts must be an empty file of its own, %s is %s; remove it or choose another path for --socket",
              file, another ? "another file too, by a hard link" : kind.words()));
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while another process starts there", e);
    }
  }

  /** Who waited for this file sees by its size that it is no longer the one to lock. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
      channel.write(ByteBuffer.wrap(new byte[] {1}));
    }
  }
}
