package org.ibengine.torch.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.torch.weights.WholeFile;

/** A CSV that grows by a row at a time, and is cut back to a checkpoint when training goes on. */
final class CourseFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private CourseFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens it with the rows that are kept; makes it where it is missing.
   *
   * @param kept tells of a row whether the checkpoint knows it
   */
  static CourseFile open(Path file, String header, Predicate<String> kept) {
    try {
      List<String> rows =
          Files.exists(file)
              ? Files.readAllLines(file).stream().skip(1).takeWhile(kept).toList()
              : List.of();
      StringBuilder text = new StringBuilder(header).append('\n');
      rows.forEach(row -> text.append(row).append('\n'));
      WholeFile.write(file, text.toString());
      return new CourseFile(file, FileChannel.open(file, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be opened: " + IoReason.of(e), e);
    }
  }

  void add(String row) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((row + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }

  /** Waits until all rows are on the disk. */
  void flush() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be closed: " + IoReason.of(e), e);
    }
  }
}
