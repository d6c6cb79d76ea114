package org.ibengine.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.ibengine.store.DurableFiles;

/**
 * Writes a new file on other threads, part after part, and waits there until it is on the disk. For
 * one caller thread.
 */
final class FileSink {
  private final Path file;
  private final Executor writers;
  private final StageClock clock;
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);
  private FileChannel channel; // touched by one link of the chain after the other

  FileSink(Path file, Executor writers, StageClock clock) {
    this.file = file;
    this.writers = writers;
    this.clock = clock;
  }

  /**
   * Queues bytes; the last part also ends the file.
   *
   * @param release called when the bytes are no longer needed, whatever happened
   */
  void append(ByteBuffer bytes, boolean last, Runnable release) {
    tail =
        tail.handleAsync(
            (nothing, failure) -> {
              try {
                if (failure == null) {
                  write(bytes, last);
                }
              } finally {
                release.run();
              }
              rethrow(failure);
              return null;
            },
            writers);
  }

  /** Done when the file is on the disk; after a failure the file is closed and worthless. */
  CompletableFuture<Void> done() {
    return tail;
  }

  private void write(ByteBuffer bytes, boolean last) {
    long start = System.nanoTime();
    int length = bytes.remaining();
    try {
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (last) {
        // right after writing: one sync of a gigabyte at the end took 4 s, these overlap with work
        channel.force(false);
        channel.close();
      }
    } catch (IOException e) {
      abandon(e);
      throw new UncheckedIOException(DurableFiles.named(file, e));
    }
    clock.add(Stage.WRITE, start, length);
  }

  /** Ends the file unfinished and waits until nothing writes to it any more. */
  void abandon() {
    tail.handleAsync(
            (nothing, failure) -> {
              abandon(new IOException("abandoned"));
              return null;
            },
            writers)
        .join();
  }

  private void abandon(IOException reason) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
