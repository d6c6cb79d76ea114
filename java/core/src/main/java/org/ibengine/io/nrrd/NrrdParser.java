package org.ibengine.io.nrrd;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ibengine.io.DataFiles;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.Encoding;
import org.ibengine.io.HeaderField;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.StoredType;
import org.ibengine.io.VoxelFiles;

/** Turns the fields of a header into one that can be relied on, or says which of them is wrong. */
final class NrrdParser {
  private static final long LARGEST_SKIP = Long.MAX_VALUE >> 1;

  private final NrrdFields fields;
  private final DecodedFile file;

  /**
   * @param file open right after the fields
   */
  NrrdParser(NrrdFields fields, DecodedFile file) {
    this.fields = fields;
    this.file = file;
  }

  ImageHeader header() {
    StoredType type = NrrdTypes.of(fields.need("type"));
    NrrdAxes axes = NrrdAxes.of(fields, type);
    NrrdGeometry.Placed placed = NrrdGeometry.of(fields, axes);
    ImageHeader.Details details =
        new ImageHeader.Details(
            new ImageHeader.Format("NRRD", fields.version()),
            byteOrder(type),
            Map.of(),
            fields.find("content").map(HeaderField::value).orElse(""),
            voxels(axes),
            placed.unit(),
            placed.contradictions());
    return new ImageHeader(fields.path(), placed.geometry(), axes.channels(), type, 1, 0, details);
  }

  private ByteOrder byteOrder(StoredType type) {
    Optional<HeaderField> endian = fields.find("endian");
    if (endian.isEmpty()) {
      if (type.sizeBytes() > 1) {
        throw fields
            .need("type")
            .refused("needs a field endian, as its voxels have %d bytes", type.sizeBytes());
      }
      return ByteOrder.LITTLE_ENDIAN;
    }
    return switch (endian.get().value().toLowerCase(Locale.ROOT)) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw endian.get().refused("must be little or big");
    };
  }

  private VoxelFiles voxels(NrrdAxes axes) {
    HeaderField field = fields.need("encoding");
    Encoding encoding =
        switch (field.value().toLowerCase(Locale.ROOT)) {
          case "raw" -> Encoding.RAW;
          case "gzip", "gz" -> Encoding.GZIP;
          default -> throw field.refused("must be raw or gzip; save the image as one of these");
        };
    long lines = skip("lineskip", 0);
    long bytes = skip("byteskip", encoding == Encoding.RAW ? VoxelFiles.LAST : 0);
    Optional<HeaderField> data = fields.find("datafile");
    List<Path> paths = data.isEmpty() ? List.of(fields.path()) : paths(data.get(), axes);
    long begin = data.isEmpty() ? file.position() : 0;
    return new VoxelFiles(paths, encoding, begin, lines, bytes, VoxelFiles.TO_THE_END);
  }

  private long skip(String name, long least) {
    return fields.find(name).map(field -> field.whole(least, LARGEST_SKIP)).orElse(0L);
  }

  private List<Path> paths(HeaderField data, NrrdAxes axes) {
    List<String> words = data.words();
    if (words.isEmpty()) {
      throw data.refused("must name a file or begin with LIST");
    }
    if (NrrdFields.isList(data)) {
      return DataFiles.listed(data, file, count(data, words, 1, axes));
    }
    boolean pattern = DataFiles.isPattern(words.get(0)) && words.size() >= 4;
    if (!pattern) {
      return List.of(DataFiles.named(data, data.value()));
    }
    return DataFiles.numbered(
        data,
        words.get(0),
        number(data, words.get(1)),
        number(data, words.get(2)),
        number(data, words.get(3)),
        count(data, words, 4, axes));
  }

  private static long number(HeaderField data, String word) {
    return data.whole(word, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /**
   * How many files there are.
   *
   * @param at where the number of axes in each file may stand; else all but the last axis
   */
  private static long count(HeaderField data, List<String> words, int at, NrrdAxes axes) {
    if (words.size() > at + 1) {
      throw data.refused("has more words than a list of files can");
    }
    long inEach =
        words.size() > at ? data.whole(words.get(at), 2, axes.count() - 1L) : axes.count() - 1L;
    long ofZ = inEach == 2 ? axes.size().z() : 1;
    return ofZ * axes.channels();
  }
}
