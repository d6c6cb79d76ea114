package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * Keeps a second writer out of a dataset folder. The lock dies with the process; its empty file
 * stays, because removing it would let two writers hold "the" lock.
 */
final class DatasetLock implements AutoCloseable {
  private final FileChannel channel; // null without a lock

  private DatasetLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws DatasetException if somebody else writes to the folder, or the file system has no locks
   */
  static DatasetLock acquire(DatasetFolder folder, DurableFiles files) {
    if (!files.locks()) {
      return new DatasetLock(null);
    }
    FileChannel channel = open(folder.lockFile());
    FileLock lock;
    try {
      lock = tryLock(channel, files);
    } catch (IOException e) {
      close(channel);
      throw new DatasetException(
          folder.lockFile(),
          Text.format(
              "cannot be locked: %s; the file system may have no file locks: mount it with them (Lustre:"
                  + " -o flock), prepare on a local disk and copy, or use --no-lock if you make sure"
                  + " that nobody else writes to the folder",
              e.getMessage()),
          e);
    }
    if (lock == null) {
      close(channel);
      throw new DatasetException(
          folder.root(), "another ib prepare is writing to this folder; wait for it to end");
    }
    return new DatasetLock(channel);
  }

  /** Follows no link and opens nothing but a regular file: a pipe would wait for its reader. */
  private static FileChannel open(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(file, "must be a regular file, but is not; remove it");
    }
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(DurableFiles.named(file, e));
    }
  }

  private static FileLock tryLock(FileChannel channel, DurableFiles files) throws IOException {
    try {
      return files.tryLock(channel);
    } catch (OverlappingFileLockException e) {
      return null; // held inside this process
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      close(channel);
    }
  }
}
