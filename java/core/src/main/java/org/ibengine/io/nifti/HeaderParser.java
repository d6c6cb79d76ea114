package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageHeader.Details;
import org.ibengine.io.StoredType;
import org.ibengine.io.VoxelFiles;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** Turns the first bytes of a file into a header one can rely on, or says what is wrong. */
final class HeaderParser {
  // Of extensions; programs put no more than a few MiB there.
  private static final long LARGEST_OFFSET = 1 << 28;

  private final Path path;
  private final HeaderBytes bytes;

  private HeaderParser(Path path, HeaderBytes bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  static ImageHeader parse(Path path, ByteBuffer first) {
    return new HeaderParser(path, HeaderBytes.of(path, first)).header();
  }

  private ImageHeader header() {
    boolean single = isSingleFile();
    StoredType type = type();
    Size3 size = size(type);
    HeaderGeometry.Placed placed = HeaderGeometry.of(path, bytes, size);
    double slope = slope();
    Details details =
        new Details(
            bytes.format(),
            bytes.byteOrder(),
            bytes.codes(),
            bytes.description(),
            VoxelFiles.byContent(single ? path : PairPaths.imageOf(path), dataOffset(single)),
            bytes.lengthUnit(),
            placed.contradictions());
    return new ImageHeader(path, placed.geometry(), channels(), type, slope, intercept(), details);
  }

  private boolean isSingleFile() {
    String magic = bytes.magic();
    String single = "n+" + bytes.version();
    String pair = "ni" + bytes.version();
    if (magic.isEmpty()) {
      throw refused(
          "has no magic (%s or %s): an ANALYZE 7.5 image, which does not say where its voxels lie,"
              + " or a damaged NIfTI; convert it to NIfTI",
          single, pair);
    }
    if (!magic.equals(single) && !magic.equals(pair)) {
      throw refused(
          "the magic of NIfTI-%d is %s or %s, was '%s'; convert the file to NIfTI",
          bytes.version(), single, pair, magic);
    }
    if (!bytes.survivedTextTransfer()) {
      throw refused(
          "line ends were changed on the way (eol_check is wrong); copy the file as binary");
    }
    return magic.equals(single);
  }

  private StoredType type() {
    int code = bytes.datatype();
    StoredType type =
        NiftiCodes.typeOf(code)
            .orElseThrow(
                () ->
                    refused(
                        "voxels must be real numbers of 8 to 64 bits, datatype was %d (%s)",
                        code, NiftiCodes.refusedName(code)));
    if (bytes.bitsPerVoxel() != 8 * type.sizeBytes()) {
      throw refused(
          "bitpix of %s voxels is %d, was %d; the header is damaged",
          type, 8 * type.sizeBytes(), bytes.bitsPerVoxel());
    }
    return type;
  }

  private Size3 size(StoredType type) {
    long axes = bytes.dim(0);
    if (axes < 1 || axes > 7) {
      throw refused("the number of axes (dim[0]) is 1 to 7, was %d; the header is damaged", axes);
    }
    long[] shape = LongStream.rangeClosed(1, axes).map(i -> bytes.dim((int) i)).toArray();
    if (LongStream.of(shape).anyMatch(dim -> dim < 1)) {
      throw refused("sizes must be positive, shape was %s", text(shape));
    }
    if (axes == 1 || LongStream.of(shape).skip(3).filter(dim -> dim > 1).count() > 1) {
      throw refused("one 3D volume is needed, shape was %s; save one volume per file", text(shape));
    }
    if (LongStream.of(shape).anyMatch(dim -> dim > Integer.MAX_VALUE)) {
      throw refused("an axis holds at most 2147483647 voxels, shape was %s", text(shape));
    }
    Size3 size = new Size3((int) shape[0], (int) shape[1], axes < 3 ? 1 : (int) shape[2]);
    requireCountable(size, type);
    return size;
  }

  /** What is longer than one voxel after the third axis. */
  private int channels() {
    long channels = 1;
    for (int axis = 4; axis <= bytes.axes(); axis++) {
      channels = Math.max(channels, bytes.dim(axis));
    }
    return (int) channels;
  }

  private void requireCountable(Size3 size, StoredType type) {
    try {
      Math.multiplyExact(size.voxels(), (long) type.sizeBytes() * channels());
    } catch (ArithmeticException e) {
      throw refused("a volume holds less than 2^63 bytes, was %s voxels of %s", size, type);
    }
  }

  private double slope() {
    return hasSlope() ? bytes.slope() : 1;
  }

  private double intercept() {
    if (!hasSlope()) {
      return 0;
    }
    if (!Double.isFinite(bytes.intercept())) {
      throw refused(
          "with a slope (scl_slope %s) scl_inter must be finite, was %s",
          bytes.slope(), bytes.intercept());
    }
    return bytes.intercept();
  }

  private boolean hasSlope() {
    return bytes.slope() != 0 && Double.isFinite(bytes.slope());
  }

  private long dataOffset(boolean single) {
    double offset = bytes.voxOffset();
    // Four bytes that announce extensions always follow the header of a single file.
    long least =
        !single ? 0 : 4 + (bytes.version() == 1 ? HeaderBytes.V1_BYTES : HeaderBytes.V2_BYTES);
    if (!(offset >= least && offset <= LARGEST_OFFSET && offset == Math.rint(offset))) {
      throw refused(
          "vox_offset must be a whole number of at least %d and at most %d, was %s; the header is"
              + " damaged",
          least, LARGEST_OFFSET, offset);
    }
    return (long) offset;
  }

  private DatasetException refused(String format, Object... values) {
    return new DatasetException(path, Text.format(format, values));
  }

  private static String text(long[] shape) {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
