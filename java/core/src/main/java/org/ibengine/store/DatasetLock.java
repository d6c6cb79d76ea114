package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.ibengine.error.DatasetException;

/**
 * Keeps a second writer out of a dataset folder. The lock dies with the process; its empty file
 * stays, because removing it would let two writers hold "the" lock.
 */
final class DatasetLock implements AutoCloseable {
  private final FileChannel channel;

  private DatasetLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws DatasetException if somebody else writes to the folder
   */
  static DatasetLock acquire(DatasetFolder folder) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new DatasetException(
            folder.root(), "another ib prepare is writing to this folder; wait for it to end");
      }
      return new DatasetLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held inside this process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
