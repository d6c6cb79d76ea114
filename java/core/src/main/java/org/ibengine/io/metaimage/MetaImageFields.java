package org.ibengine.io.metaimage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.HeaderField;
import org.ibengine.io.HeaderLines;
import org.ibengine.text.Text;

/** The lines {@code Key = Value} of a header, the last of which is ElementDataFile. */
final class MetaImageFields {
  static final String LAST = "ElementDataFile";

  private static final int SHOWN = 40;
  private static final Set<String> TRUE = Set.of("True", "true", "TRUE", "T", "t", "1", "Y", "y");
  private static final Set<String> FALSE =
      Set.of("False", "false", "FALSE", "F", "f", "0", "N", "n");

  private final Path path;
  private final Map<String, HeaderField> fields = new LinkedHashMap<>();

  private MetaImageFields(Path path) {
    this.path = path;
  }

  /** Reads to the end of the line with the last key, after which voxels or names may follow. */
  static MetaImageFields read(Path path, DecodedFile file) {
    MetaImageFields header = new MetaImageFields(path);
    while (!header.fields.containsKey(LAST)) {
      String line = HeaderLines.next(file);
      if (line == null) {
        throw header.refused("has no %s, which a MetaImage header ends with", LAST);
      }
      if (!line.isBlank()) {
        header.add(line);
      }
    }
    return header;
  }

  private void add(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw refused(
          "a MetaImage header has lines of Key = Value, one was: %s",
          line.strip().substring(0, Math.min(SHOWN, line.strip().length())));
    }
    String key = line.substring(0, equals).strip();
    HeaderField field = new HeaderField(path, key, line.substring(equals + 1).strip());
    if (fields.putIfAbsent(key, field) != null) {
      throw field.refused("the key is given twice, before as %s", fields.get(key).value());
    }
  }

  Path path() {
    return path;
  }

  /** The first of these keys that is there. */
  Optional<HeaderField> find(String... keys) {
    for (String key : keys) {
      if (fields.containsKey(key)) {
        return Optional.of(fields.get(key));
      }
    }
    return Optional.empty();
  }

  /** Of keys that mean the same, which must have one value. */
  Optional<HeaderField> synonym(String... keys) {
    Optional<HeaderField> first = find(keys);
    for (String key : keys) {
      HeaderField other = fields.get(key);
      if (other != null && !other.value().equals(first.get().value())) {
        throw other.refused("%s means the same and is %s", first.get().key(), first.get().value());
      }
    }
    return first;
  }

  HeaderField need(String key) {
    return find(key).orElseThrow(() -> refused("has no %s, which is needed", key));
  }

  boolean isTrue(boolean otherwise, String... keys) {
    return synonym(keys).map(MetaImageFields::truth).orElse(otherwise);
  }

  private static boolean truth(HeaderField field) {
    if (TRUE.contains(field.value()) || FALSE.contains(field.value())) {
      return TRUE.contains(field.value());
    }
    throw field.refused("must be True or False");
  }

  DatasetException refused(String format, Object... values) {
    return new DatasetException(path, Text.format(format, values));
  }
}
