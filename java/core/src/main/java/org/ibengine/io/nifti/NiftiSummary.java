package org.ibengine.io.nifti;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.StoredType;

/** Shows a header as it stands. */
final class NiftiSummary {
  private NiftiSummary() {}

  /**
   * @param wholeness what is wrong with the file of these bytes; asked for files of another kind
   */
  static HeaderSummary of(Path path, HeaderBytes bytes, Supplier<Optional<String>> wholeness) {
    int axes = bytes.axes();
    DoubleStream spacing =
        IntStream.rangeClosed(1, axes)
            .mapToDouble(axis -> axis <= 3 ? bytes.toMm(bytes.pixdim(axis)) : bytes.pixdim(axis));
    List<Long> shape =
        LongStream.rangeClosed(1, axes).mapToObj(axis -> bytes.dim((int) axis)).toList();
    int code = bytes.datatype();
    boolean otherKind = isOtherKind(shape, code);
    Optional<StoredType> type = NiftiCodes.typeOf(code);
    return new HeaderSummary(
        path,
        bytes.format(),
        bytes.byteOrder(),
        shape,
        OptionalInt.of(code),
        type.map(read -> read.name().toLowerCase(Locale.ROOT)).orElse(NiftiCodes.refusedName(code)),
        spacing.boxed().toList(),
        bytes.lengthUnit(),
        bytes.codes(),
        bytes.description(),
        otherKind,
        otherKind ? wholeness.get() : Optional.empty());
  }

  private static boolean isOtherKind(List<Long> shape, int code) {
    boolean sound = !shape.isEmpty() && shape.stream().allMatch(size -> size > 0);
    boolean oneVolume = shape.size() > 1 && shape.stream().skip(3).allMatch(size -> size == 1);
    boolean read = NiftiCodes.typeOf(code).isPresent();
    return sound && (NiftiCodes.isRefused(code) || read && !oneVolume);
  }
}
