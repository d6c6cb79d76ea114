package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.DirectBuffer;
import org.ibengine.io.LabelMap;
import org.ibengine.io.Scratch;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/**
 * What must hold for any file: it is a mask, or DatasetException names it; nothing else, always an
 * end, no memory kept, and never more asked for than a file of that length can fill.
 */
final class AnyFile {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final long LARGEST_GZIP_RATIO = 1032;
  private static final ByteBuffer ARENA = ByteBuffer.allocateDirect(1 << 24);

  private AnyFile() {}

  /** Small ones of every kind, to start from. */
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

  static void readOrRefuse(Path folder, byte[] content) {
    Path path = NiftiBytes.write(folder.resolve("any.nii"), content);
    Memory memory = new Memory(Math.max(Scratch.BYTES, LARGEST_GZIP_RATIO * content.length));
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
      return new DirectBuffer(bytes, () -> open--);
    }
  }
}
