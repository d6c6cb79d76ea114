package org.ibengine.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A NIfTI header as it stands, of files too that are not read as volumes.
 *
 * @param version 1 or 2
 * @param shape sizes of all axes that {@code dim[0]} counts
 * @param typeName of {@code datatype}, as {@code INT16}, {@code RGB24}
 * @param spacing {@code pixdim} of these axes, the first three in mm
 */
public record HeaderSummary(
    Path path,
    int version,
    ByteOrder byteOrder,
    List<Long> shape,
    int datatype,
    String typeName,
    List<Double> spacing,
    LengthUnit lengthUnit,
    int sformCode,
    int qformCode,
    String description) {
  private static final int MOST_AXES = 7;

  public HeaderSummary {
    shape = List.copyOf(shape);
    spacing = List.copyOf(spacing);
  }

  static HeaderSummary of(Path path, HeaderBytes bytes) {
    int axes = (int) Math.max(0, Math.min(MOST_AXES, bytes.dim(0)));
    DoubleStream spacing =
        IntStream.rangeClosed(1, axes)
            .mapToDouble(axis -> axis <= 3 ? bytes.toMm(bytes.pixdim(axis)) : bytes.pixdim(axis));
    int code = bytes.datatype();
    return new HeaderSummary(
        path,
        bytes.version(),
        bytes.byteOrder(),
        LongStream.rangeClosed(1, axes).mapToObj(axis -> bytes.dim((int) axis)).toList(),
        code,
        StoredType.ofCode(code).map(StoredType::name).orElse(StoredType.refusedName(code)),
        spacing.boxed().toList(),
        bytes.lengthUnit(),
        bytes.sformCode(),
        bytes.qformCode(),
        bytes.description());
  }

  /** Whether the file may be whole and sound, but of a kind that is not read as a volume. */
  public boolean isOtherKind() {
    boolean otherType = StoredType.isRefused(datatype);
    boolean sound = !shape.isEmpty() && shape.stream().allMatch(size -> size > 0);
    boolean oneVolume = shape.size() > 1 && shape.stream().skip(3).allMatch(size -> size == 1);
    return sound && (otherType || StoredType.ofCode(datatype).isPresent() && !oneVolume);
  }
}
