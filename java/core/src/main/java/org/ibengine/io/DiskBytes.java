package org.ibengine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.ibengine.error.DatasetException;

/** The bytes of a file as they lie on disk, digested on the way. Not thread-safe. */
final class DiskBytes implements AutoCloseable {
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest; // null if nobody asked
  private final ByteBuffer chunk; // bytes that have been read and not handed out
  private final long size;
  private long unread; // bytes after those of the chunk that may still be handed out

  private DiskBytes(Path path, FileChannel channel, MessageDigest digest, ByteBuffer chunk)
      throws IOException {
    this.path = path;
    this.channel = channel;
    this.digest = digest;
    this.chunk = chunk;
    this.size = channel.size();
    this.unread = size;
    chunk.clear().flip();
  }

  /**
   * At the first byte, with the first chunk read.
   *
   * @throws DatasetException if the file is empty or cannot be read
   */
  static DiskBytes open(Path path, MessageDigest digest, ByteBuffer chunk) {
    RegularFile.require(path);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path);
      DiskBytes file = new DiskBytes(path, channel, digest, chunk);
      if (!file.refill()) {
        throw new DatasetException(path, "the file is empty");
      }
      return file;
    } catch (IOException e) {
      DatasetException failure = unreadable(path, e);
      closeAfter(channel, failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      closeAfter(channel, e);
      throw e;
    }
  }

  private static void closeAfter(FileChannel channel, Throwable failure) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  Path path() {
    return path;
  }

  /** Bytes of the file when it was opened. */
  long size() {
    return size;
  }

  /** Whether the first chunk begins as gzip does. */
  boolean isGzip() {
    return chunk.limit() >= 2 && (chunk.get(0) << 8 & 0xff00 | chunk.get(1) & 0xff) == GZIP_MAGIC;
  }

  /** Bytes that have not been handed out. */
  long left() {
    return chunk.remaining() + unread;
  }

  /** Hands out no more than so many, of which there are as many. */
  void limit(long bytes) {
    int buffered = (int) Math.min(chunk.remaining(), bytes);
    chunk.limit(chunk.position() + buffered);
    unread = bytes - buffered;
  }

  /** What has been read already; whoever takes bytes moves its position. */
  ByteBuffer buffered() {
    return chunk;
  }

  /** Replaces what has been read, all of which was taken; false at the end. */
  boolean refill() {
    try {
      chunk.clear().limit((int) Math.min(chunk.capacity(), unread));
      int count = unread == 0 ? -1 : channel.read(chunk);
      chunk.flip();
      unread = count < 0 ? 0 : unread - count;
      digest(chunk, 0, chunk.limit());
      return count > 0;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The next byte; −1 at the end. */
  int next() {
    return chunk.hasRemaining() || refill() ? chunk.get() & 0xff : -1;
  }

  /** Fills {@code target}, or what the file still holds; large parts go right into it. */
  void read(ByteBuffer target) {
    int buffered = Math.min(chunk.remaining(), target.remaining());
    target.put(target.position(), chunk, chunk.position(), buffered);
    target.position(target.position() + buffered);
    chunk.position(chunk.position() + buffered);
    try {
      while (target.hasRemaining()) {
        int begin = target.position();
        int count = channel.read(target);
        if (count < 0) {
          unread = 0;
          return;
        }
        unread = Math.max(0, unread - count);
        digest(target, begin, target.position());
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Passes over so many bytes, or what the file still holds, and returns how many. */
  long skip(long bytes) {
    long skipped = Math.min(bytes, chunk.remaining());
    chunk.position(chunk.position() + (int) skipped);
    try {
      if (digest == null) {
        long rest = Math.min(bytes - skipped, unread);
        channel.position(channel.position() + rest);
        unread -= rest;
        return skipped + rest;
      }
      while (skipped < bytes && refill()) {
        int taken = (int) Math.min(bytes - skipped, chunk.remaining());
        chunk.position(taken);
        skipped += taken;
      }
      return skipped;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Digests all that has not been read, also what a limit keeps back. */
  void finish() {
    unread = digest == null ? 0 : Long.MAX_VALUE;
    while (refill()) {
      // Only the digest sees it.
    }
  }

  private void digest(ByteBuffer filled, int begin, int end) {
    if (digest != null) {
      digest.update(filled.duplicate().limit(end).position(begin));
    }
  }

  private static DatasetException unreadable(Path path, IOException e) {
    return new DatasetException(path, "cannot be read: " + IoReason.of(e), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
