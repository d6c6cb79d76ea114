package org.ibengine.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all, bare and inside of gzip: a volume, or DatasetException; nothing else, always an
 * end, and never more memory than a file of that length can fill.
 */
class NiftiFuzzTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final long LARGEST_GZIP_RATIO = 1032;
  private static final ByteBuffer ARENA = ByteBuffer.allocateDirect(1 << 24);

  static Stream<byte[]> validFiles() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
        .flatMap(
            order ->
                Stream.of(1, 2)
                    .flatMap(
                        version ->
                            Stream.of(
                                tiny(version, order).codes(1, 0).type(16, 32),
                                tiny(version, order).codes(0, 1).type(1280, 64),
                                tiny(version, order).scaling(2, -1).type(2, 8))))
        .flatMap(file -> Stream.of(file.toArray(), NiftiBytes.gzip(file.toArray())));
  }

  private static NiftiBytes tiny(int version, ByteOrder order) {
    return NiftiBytes.single(version, order).shape(1, 3, 2).append(48, b -> {});
  }

  @MethodSource("validFiles")
  @FuzzTest(maxDuration = "3s")
  void anyFileIsReadOrRefused(byte[] content) throws IOException {
    Path path = Files.createTempFile("fuzz", ".nii");
    try {
      for (byte[] file : new byte[][] {content, NiftiBytes.gzip(content)}) {
        readOrRefuse(Files.write(path, file), file.length);
      }
    } finally {
      Files.delete(path);
    }
  }

  private static void readOrRefuse(Path path, int fileBytes) {
    Memory memory = new Memory(Math.max(Scratch.BYTES, LARGEST_GZIP_RATIO * fileBytes));
    try {
      LabelMap.read(path, memory, GZIP, null).close();
    } catch (DatasetException e) {
      if (!e.getMessage().startsWith(path.toString())) {
        throw new AssertionError("the message does not name the file", e);
      }
    }
    if (memory.open != 0) {
      throw new AssertionError(memory.open + " buffers stay open");
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
      return new Slice(bytes);
    }

    private final class Slice implements HostBuffer {
      private final ByteBuffer bytes;
      private boolean closed;

      Slice(ByteBuffer bytes) {
        this.bytes = bytes;
      }

      @Override
      public long sizeBytes() {
        return bytes.capacity();
      }

      @Override
      public ByteBuffer view(long offset, int length) {
        return bytes.slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
      }

      @Override
      public long address() {
        throw new UnsupportedOperationException("test memory has no address");
      }

      @Override
      public void close() {
        open -= closed ? 0 : 1;
        closed = true;
      }
    }
  }
}
