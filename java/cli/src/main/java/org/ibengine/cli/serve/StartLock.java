package org.ibengine.cli.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process at a time starts to listen at a path, lest two replace the socket of a dead server by
 * their own and one of them the other's. A file beside the socket, locked; gone afterwards. A
 * process that dies leaves it unlocked.
 */
final class StartLock implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private StartLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Blocks while another process starts there. For one thread of a process at a time. */
  static StartLock take(Path socket) throws IOException {
    Path file = socket.resolveSibling("." + socket.getFileName() + ".lock");
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        if (channel.size() == 0) {
          return new StartLock(file, channel);
        }
        channel.close(); // the file that the process before has removed
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
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
