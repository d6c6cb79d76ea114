package org.ibengine.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/**
 * A header as it stands, also of files that are not read as volumes.
 *
 * @param shape sizes of all axes that the header counts
 * @param typeCode the number by which the header names the type of its voxels, if its format has
 *     such numbers
 * @param typeName of that type: {@code int16} if voxels of it are read, else as {@code RGB24}
 * @param spacing of these axes, the first three in mm
 * @param codes as in {@link ImageHeader.Details}
 * @param otherKind whether the file is of a kind that is not read as a volume, such as a film
 * @param damage what is wrong with a file of another kind, which was read to its end; empty if it
 *     is sound or was not read
 */
public record HeaderSummary(
    Path path,
    ImageHeader.Format format,
    ByteOrder byteOrder,
    List<Long> shape,
    OptionalInt typeCode,
    String typeName,
    List<Double> spacing,
    LengthUnit lengthUnit,
    Map<String, Integer> codes,
    String description,
    boolean otherKind,
    Optional<String> damage) {

  public HeaderSummary {
    shape = List.copyOf(shape);
    spacing = List.copyOf(spacing);
    codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
  }

  /** Of a header by which volumes can be read, which is of another kind if there are several. */
  static HeaderSummary of(ImageHeader header) {
    ImageHeader.Details details = header.details();
    Size3 size = header.geometry().size();
    Spacing mm = header.geometry().spacing();
    List<Long> shape = new ArrayList<>(List.of((long) size.x(), (long) size.y(), (long) size.z()));
    if (header.channels() > 1) {
      shape.add((long) header.channels());
    }
    return new HeaderSummary(
        header.path(),
        details.format(),
        details.byteOrder(),
        shape,
        OptionalInt.empty(),
        header.storedType().name().toLowerCase(Locale.ROOT),
        List.of(mm.x(), mm.y(), mm.z()),
        details.lengthUnit(),
        details.codes(),
        details.description(),
        header.channels() > 1,
        Optional.empty());
  }
}
