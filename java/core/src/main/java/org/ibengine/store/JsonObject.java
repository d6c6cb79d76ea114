package org.ibengine.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.text.Text;

/**
 * A JSON object with typed access whose errors name the file and the field. Read with the streaming
 * parser: starting databind costs more than preparing a small case.
 */
final class JsonObject {
  /**
   * Our own JSON nests 5 deep; the rest keeps hostile files from costing more than their length.
   */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(16)
          .maxNumberLength(100)
          .maxNameLength(1 << 12)
          .maxStringLength(1 << 16)
          .build();

  static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(LIMITS).build();

  /** {@code dataset.json}: some hundred bytes and the names of the modalities. */
  static final int MOST_DATASET_BYTES = 1 << 20;

  /**
   * {@code case.json} and {@code pending.json}: 100,000 instances with 64 anchors each, three files
   * for each and 100,000 windows take 145 MB.
   */
  static final int MOST_CASE_BYTES = 1 << 28;

  static final String CASE_REMEDY =
      "; restore it, or remove it and its case's data and run ib prepare again";

  private final Path file;
  private final String remedy;
  private final Map<?, ?> fields;

  private JsonObject(Path file, String remedy, Map<?, ?> fields) {
    this.file = file;
    this.remedy = remedy;
    this.fields = fields;
  }

  /** Of a case, as {@link #read(Path, int, String)}. */
  static JsonObject read(Path file, int mostBytes) {
    return read(file, mostBytes, CASE_REMEDY);
  }

  /**
   * @param mostBytes a longer file is refused before it is read
   * @param remedy ends the messages about a damaged file
   * @throws DatasetException if the file is missing, too long, unreadable or not one JSON object
   */
  static JsonObject read(Path file, int mostBytes, String remedy) {
    return parse(file, bytes(file, mostBytes, remedy), remedy);
  }

  /** The text of the file, with the same failures. */
  static byte[] bytes(Path file, int mostBytes, String remedy) {
    try {
      return RegularFile.read(file, mostBytes, remedy);
    } catch (NoSuchFileException e) {
      throw new DatasetException(file, "is missing; run ib prepare again", e);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  static JsonObject parse(Path file, byte[] bytes) {
    return parse(file, bytes, CASE_REMEDY);
  }

  private static JsonObject parse(Path file, byte[] bytes, String remedy) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      if (tree(file, parser, remedy) instanceof Map<?, ?> map) {
        return new JsonObject(file, remedy, map);
      }
      throw new DatasetException(file, "must hold one JSON object" + remedy);
    } catch (IOException e) {
      throw new DatasetException(file, "is damaged, not valid JSON" + remedy, e);
    }
  }

  /** What the file holds; null if there is more than one value. */
  private static Object tree(Path file, JsonParser parser, String remedy) {
    try {
      parser.nextToken();
      Object value = JsonTree.value(parser);
      return parser.nextToken() == null ? value : null;
    } catch (IOException e) {
      throw new DatasetException(file, "is damaged, not valid JSON" + place(e, parser) + remedy, e);
    }
  }

  /** Where the parser stopped, for people who look into the file. */
  private static String place(IOException e, JsonParser parser) {
    JsonLocation at =
        e instanceof JsonProcessingException of && of.getLocation() != null
            ? of.getLocation()
            : parser.currentLocation(); // what breaks a limit, such as that of a text, tells none
    return Text.format(" at line %d, column %d", at.getLineNr(), at.getColumnNr());
  }

  Path file() {
    return file;
  }

  /** The fields' names in file order. */
  List<String> names() {
    return fields.keySet().stream().map(String.class::cast).toList();
  }

  /** Whether there is such a field; for those that are written only where they say something. */
  boolean has(String field) {
    return fields.containsKey(field);
  }

  /** Whether there is such a field and it is {@code null}. */
  boolean isNull(String field) {
    return has(field) && fields.get(field) == null;
  }

  String text(String field) {
    return get(field, String.class);
  }

  long integer(String field) {
    return get(field, Long.class);
  }

  int smallInteger(String field) {
    return small(field, integer(field));
  }

  double number(String field) {
    return get(field, Number.class).doubleValue();
  }

  boolean flag(String field) {
    return get(field, Boolean.class);
  }

  JsonObject object(String field) {
    return new JsonObject(file, remedy, get(field, Map.class));
  }

  List<JsonObject> objects(String field) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : get(field, List.class)) {
      objects.add(new JsonObject(file, remedy, cast(field, item, Map.class)));
    }
    return objects;
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (Object item : get(field, List.class)) {
      texts.add(cast(field, item, String.class));
    }
    return texts;
  }

  /** An array of {@code length} numbers. */
  double[] numbers(String field, int length) {
    return items(field, length).stream()
        .mapToDouble(item -> cast(field, item, Number.class).doubleValue())
        .toArray();
  }

  /** An array of {@code length} integers. */
  long[] integers(String field, int length) {
    items(field, length);
    return integers(field);
  }

  private List<?> items(String field, int length) {
    List<?> items = get(field, List.class);
    if (items.size() != length) {
      throw damaged(field, Text.format("must have %d numbers, has %d", length, items.size()));
    }
    return items;
  }

  /** An array of any number of integers. */
  long[] integers(String field) {
    List<?> items = get(field, List.class);
    return items.stream().mapToLong(item -> cast(field, item, Long.class)).toArray();
  }

  /** An array of triples of integers. */
  List<int[]> triples(String field) {
    List<int[]> triples = new ArrayList<>();
    for (Object item : get(field, List.class)) {
      List<?> parts = cast(field, item, List.class);
      if (parts.size() != 3) {
        throw damaged(field, "must be made of triples, has one of " + parts.size());
      }
      int[] triple = new int[3];
      for (int i = 0; i < 3; i++) {
        triple[i] = small(field, cast(field, parts.get(i), Long.class));
      }
      triples.add(triple);
    }
    return triples;
  }

  DatasetException damaged(String field, String reason) {
    return new DatasetException(file, "is damaged, field " + field + ": " + reason + remedy);
  }

  private int small(String field, long value) {
    if (value != (int) value) {
      throw damaged(field, "must fit 32 bits, was " + value);
    }
    return (int) value;
  }

  private <T> T get(String field, Class<T> type) {
    return cast(field, fields.get(field), type);
  }

  private <T> T cast(String field, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      String found = value == null ? "is missing" : "was " + value.getClass().getSimpleName();
      throw damaged(field, "must be a " + type.getSimpleName() + ", " + found);
    }
    return type.cast(value);
  }
}
