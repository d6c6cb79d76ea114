package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The few file operations that a commit is made of; each has reached the disk when it returns, a
 * rename or removal after {@link #syncFolder}. Thread-safe. Tests replace it to stop between steps.
 * Every method throws {@link UncheckedIOException} whose cause names the file.
 */
public class DurableFiles {

  /** Makes the folder and those above it. */
  public void createFolders(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a new file and waits until it is on the disk. */
  public void write(Path file, byte[] bytes) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(named(file, e));
    }
  }

  /** Moves a file over {@code to} in one step. */
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, if it is there. */
  public void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until renames and removals in a folder are on the disk. */
  public void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(named(folder, e));
    }
  }

  /** The same failure, with the file in its message: a full disk is reported without one. */
  public static IOException named(Path file, IOException failure) {
    String message = failure.getMessage();
    return message != null && message.contains(file.toString())
        ? failure
        : new IOException(file + ": " + message, failure);
  }
}
