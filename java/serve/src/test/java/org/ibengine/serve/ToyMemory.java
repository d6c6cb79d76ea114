package org.ibengine.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ibengine.backend.SharedMemory;
import org.ibengine.conformance.ForeignBuffer;
import org.ibengine.volume.HostBuffer;

/** A file on disk that Java maps. */
final class ToyMemory implements SharedMemory {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final long PAGE = 4096;

  private final FileChannel file;
  private final int descriptor;
  private final Map<Long, Long> offsets = new HashMap<>(); // by address
  private long end;

  private ToyMemory(FileChannel file, int descriptor) {
    this.file = file;
    this.descriptor = descriptor;
  }

  static ToyMemory create() {
    try {
      Path path = Files.createTempFile("toy-", ".memory").toRealPath();
      FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      int descriptor = descriptorOf(path);
      Files.delete(path);
      return new ToyMemory(file, descriptor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int descriptorOf(Path path) throws IOException {
    List<Path> open;
    try (Stream<Path> all = Files.list(OPEN_FILES)) {
      open = all.toList();
    }
    for (Path link : open) {
      if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(path)) {
        return Integer.parseInt(link.getFileName().toString());
      }
    }
    throw new AssertionError(path + " is not among the open files " + open);
  }

  @Override
  public synchronized HostBuffer allocate(long sizeBytes) {
    long offset = end;
    end += (sizeBytes + PAGE - 1) / PAGE * PAGE;
    try {
      ForeignBuffer buffer =
          new ForeignBuffer(file.map(FileChannel.MapMode.READ_WRITE, offset, sizeBytes));
      offsets.put(buffer.address(), offset);
      return buffer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public synchronized long offsetOf(long address) {
    return offsets.get(address);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
