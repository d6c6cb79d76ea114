package org.ibengine.serve;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The memory in which a parent keeps what its server says: shortened to its end now and then, for a
 * server that talks for weeks. For one thread at a time.
 */
public final class ParentsLog implements AutoCloseable {
  /** From this size on it is shortened. */
  static final int MOST_BYTES = 1 << 20;

  /** What is kept then. */
  static final int KEPT_BYTES = 1 << 16;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final Path ITS_FLAGS = Path.of("/proc/self/fdinfo/2");
  private static final String NAME = "/memfd:ib-log ";
  private static final int O_APPEND = 02000;

  private final FileChannel log;
  private final FileChannel end; // where it is appended to, as standard error is

  ParentsLog(Path file) throws IOException {
    log = FileChannel.open(file, READ, WRITE);
    end = FileChannel.open(file, APPEND);
  }

  /**
   * That of this process; empty where its standard error is anything else. Of a parent that does
   * not append, the log is left as it is: after a cut, it would go on where it was, not at its end.
   */
  public static Optional<ParentsLog> find() {
    try {
      boolean kept = Files.readSymbolicLink(STANDARD_ERROR).toString().startsWith(NAME);
      return kept && appends() ? Optional.of(new ParentsLog(STANDARD_ERROR)) : Optional.empty();
    } catch (IOException e) { // it may not be looked at
      return Optional.empty();
    }
  }

  private static boolean appends() throws IOException {
    return Files.readAllLines(ITS_FLAGS).stream()
        .filter(line -> line.startsWith("flags:"))
        .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & O_APPEND) != 0);
  }

  /** Shortens it if it is long. What is said at this very moment may be lost. */
  public void shorten() {
    try {
      long size = log.size();
      if (size > MOST_BYTES) {
        ByteBuffer kept = ByteBuffer.allocate(KEPT_BYTES);
        while (kept.hasRemaining() && log.read(kept, size - KEPT_BYTES + kept.position()) >= 0) {}
        log.truncate(0);
        kept.flip();
        while (kept.hasRemaining()) {
          end.write(kept);
        }
      }
    } catch (IOException e) {
      // Nobody could be told: it is where messages go.
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
    end.close();
  }
}
