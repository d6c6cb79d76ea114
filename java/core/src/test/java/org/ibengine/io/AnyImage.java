package org.ibengine.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/**
 * What must hold for any file: it is a mask, or DatasetException names it or a file beside it;
 * nothing else, always an end, no memory kept, and never more asked for than files of that length
 * can fill.
 */
public final class AnyImage {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final long LARGEST_RATIO = 1032;
  private static final ByteBuffer ARENA = ByteBuffer.allocateDirect(1 << 24);

  private AnyImage() {}

  /**
   * Writes the file and reads it.
   *
   * @return whether it was read
   */
  public static boolean readOrRefuse(Path folder, String name, byte[] content) {
    Path path = folder.resolve(name);
    Memory memory = new Memory(Math.max(Scratch.BYTES, LARGEST_RATIO * bytes(path, content)));
    boolean read = false;
    try {
      LabelMap.read(path, memory, GZIP, null).close();
      read = true;
    } catch (DatasetException e) {
      if (!e.getMessage().startsWith(folder.toString())) {
        throw new AssertionError("the message does not name the file", e);
      }
    }
    if (memory.open != 0) {
      throw new AssertionError(memory.open + " buffers stay open");
    }
    return read;
  }

  /** Of it and the largest file beside it. */
  private static long bytes(Path path, byte[] content) {
    try {
      Files.write(path, content);
      long most = 0;
      try (Stream<Path> files = Files.list(path.getParent())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          most = Math.max(most, Files.size(file));
        }
      }
      return most;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Slices of one arena: fresh direct memory for every input would be most of the time. */
  private static final class Memory implements BufferAllocator {
    private final long limit;
    private int used;
    private int open;

    Memory(long limit) {
      this.limit = limit;
    }

    @Override
    public HostBuffer allocate(long sizeBytes) {
      if (sizeBytes < 1 || sizeBytes > limit) {
        throw new AssertionError(sizeBytes + " bytes asked for, at most " + limit + " make sense");
      }
      ByteBuffer bytes = ARENA.slice(used, (int) sizeBytes);
      used += (int) sizeBytes;
      open++;
      return new DirectBuffer(bytes, () -> open--);
    }
  }
}
