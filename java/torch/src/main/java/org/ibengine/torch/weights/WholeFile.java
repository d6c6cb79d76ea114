package org.ibengine.torch.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.store.DurableFiles;

/** Replaces a file in one step, so that whoever is killed leaves the old one or the new one. */
public final class WholeFile {
  private static final DurableFiles FILES = new DurableFiles();

  private WholeFile() {}

  /** Writes what a file holds. */
  public interface Content {
    void write(FileChannel channel) throws IOException;
  }

  /**
   * Writes beside {@code file} first, waits until that is on the disk, and renames it. One process
   * writes a file at a time.
   *
   * @throws DatasetException if it cannot be written; then nothing has changed
   */
  public static void write(Path file, Content content) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      FILES.syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    } catch (UncheckedIOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e.getCause()), e);
    }
  }

  /** As {@link #write(Path, Content)}, text in UTF-8. */
  public static void write(Path file, String text) {
    write(
        file,
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }
}
