package org.ibengine.io.nifti;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.Scratch;
import org.ibengine.text.Text;
import org.ibengine.volume.Sums;

/** Whether files hold what their headers promise, also where that is not read as a volume. */
final class Wholeness {
  private final HeaderBytes bytes;

  private Wholeness(HeaderBytes bytes) {
    this.bytes = bytes;
  }

  /**
   * What is wrong; empty if the file, of a pair both files, is neither cut off nor damaged as far
   * as a checksum tells. Reads to the end of what the header promises.
   *
   * @param header stands right after the header
   */
  static Optional<String> fault(
      Path headerPath, HeaderBytes bytes, DecodedFile header, GzipCodec codec) {
    Wholeness file = new Wholeness(bytes);
    try {
      if (bytes.magic().equals("n+" + bytes.version())) {
        file.requireVoxels(headerPath, header);
      } else {
        header.finish("a header without voxels ends");
        if (bytes.magic().equals("ni" + bytes.version())) {
          Path image = PairPaths.imageOf(headerPath);
          try (DecodedFile voxels = DecodedFile.open(image, codec, null, Scratch.forHeader())) {
            file.requireVoxels(image, voxels);
          }
        }
      }
      return Optional.empty();
    } catch (DatasetException e) {
      return Optional.of(e.reason());
    }
  }

  private void requireVoxels(Path path, DecodedFile file) {
    long begin = (long) Math.max(0, bytes.voxOffset());
    long end = Sums.sum(begin, voxelBytes());
    if (file.canHold(end)) {
      file.skipTo(end);
    }
    if (file.position() < end) {
      throw new DatasetException(
          path,
          Text.format(
              "is cut off: the header promises voxels up to byte %s, the file has %s",
              Sums.text(end), file.sizeText()));
    }
    file.finish("the header promises " + Sums.text(voxelBytes()) + " bytes of voxels");
  }

  private long voxelBytes() {
    long[] shape = LongStream.rangeClosed(1, bytes.axes()).map(i -> bytes.dim((int) i)).toArray();
    long bits = Sums.product(Sums.product(shape), Math.max(0, bytes.bitsPerVoxel()));
    return bits == Long.MAX_VALUE ? bits : (bits + Byte.SIZE - 1) / Byte.SIZE;
  }
}
