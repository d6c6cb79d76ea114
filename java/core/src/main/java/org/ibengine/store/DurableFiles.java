package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few file operations that a commit consists of. Each has reached the disk when it returns; a
 * rename or removal has after {@link #syncFolder}. Thread-safe. Tests replace it to stop between
 * steps. Every method throws {@link UncheckedIOException} whose cause names the file.
 */
public class DurableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

  /** What EINVAL, EOPNOTSUPP and ENOSYS are called: the file system has no such operation. */
  private static final List<String> NOT_OFFERED =
      List.of("Invalid argument", "not supported", "not implemented");

  private final boolean locks;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** Keeps other writers out. */
  public DurableFiles() {
    this(true);
  }

  private DurableFiles(boolean locks) {
    this.locks = locks;
  }

  /** For file systems without locks: the caller promises that nobody else writes to the folder. */
  public static DurableFiles withoutLocks() {
    return new DurableFiles(false);
  }

  boolean locks() {
    return locks;
  }

  /**
   * Locks an open file against other processes.
   *
   * @return null if another has it
   * @throws IOException if there can be no lock
   */
  FileLock tryLock(FileChannel channel) throws IOException {
    return channel.tryLock();
  }

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

  /**
   * Waits until renames and removals in a folder are on the disk. If the file system cannot do that
   * (some network file systems refuse to flush a folder), it is logged once, and nothing else is
   * lost: then the server decides in which order a power failure keeps them.
   */
  public void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      forceFolder(channel);
    } catch (IOException e) {
      if (!isNotOffered(e)) {
        throw new UncheckedIOException(named(folder, e));
      }
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "{}: the file system cannot flush a folder to the disk ({}); after a power failure run"
                + " ib verify",
            folder,
            e.getMessage());
      }
    }
  }

  void forceFolder(FileChannel channel) throws IOException {
    channel.force(true);
  }

  private static boolean isNotOffered(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return NOT_OFFERED.stream().anyMatch(message::contains);
  }

  /** The same failure, with the file in its message: a full disk is reported without one. */
  public static IOException named(Path file, IOException failure) {
    String message = failure.getMessage();
    return message != null && message.contains(file.toString())
        ? failure
        : new IOException(file + ": " + message, failure);
  }
}
