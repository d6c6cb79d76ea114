package org.ibengine.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A header as it stands, also of files that are not read as volumes.
 *
 * @param shape sizes of all axes that the header counts
 * @param typeCode the number by which the header names the type of its voxels
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
    int typeCode,
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
}
