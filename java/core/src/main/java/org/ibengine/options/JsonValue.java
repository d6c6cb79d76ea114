package org.ibengine.options;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value in a JSON text of options, with strict access whose refusals name the key and the value.
 *
 * @param path of the value, such as {@code sampling.fold.number}; empty for the whole text
 */
record JsonValue(String path, JsonNode node) {
  /** A value that is not allowed where it stands. */
  private static final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The name of a choice in JSON, such as {@code patch-inverse}. */
  static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  IllegalArgumentException refused(String rule) {
    return new Refused(place() + " " + rule + "; it was " + node, null);
  }

  private String place() {
    return path.isEmpty() ? "JSON of options" : "option " + path;
  }

  /** What {@code reading} returns; what options themselves refuse is told with the key. */
  <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Refused e) {
      throw e;
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new Refused(place() + ": " + e.getMessage(), e);
    }
  }

  private JsonNode require(boolean holds, String rule) {
    if (!holds) {
      throw refused(rule);
    }
    return node;
  }

  int integer() {
    return require(node.isIntegralNumber() && node.canConvertToInt(), "must be a whole number")
        .intValue();
  }

  long wide() {
    return require(node.isIntegralNumber() && node.canConvertToLong(), "must be a whole number")
        .longValue();
  }

  double number() {
    return require(node.isNumber(), "must be a number").doubleValue();
  }

  /** A number, or {@code "Infinity"}, for which JSON has none. */
  double numberOrInfinity() {
    return node.isTextual() && node.textValue().equals("Infinity")
        ? Double.POSITIVE_INFINITY
        : require(node.isNumber(), "must be a number or \"Infinity\"").doubleValue();
  }

  boolean flag() {
    return require(node.isBoolean(), "must be true or false").booleanValue();
  }

  String text() {
    return require(node.isTextual(), "must be a text").textValue();
  }

  /** One of an enum, by its {@link #label}. */
  <E extends Enum<E>> E choice(Class<E> type) {
    List<String> labels = Arrays.stream(type.getEnumConstants()).map(JsonValue::label).toList();
    int found = node.isTextual() ? labels.indexOf(node.textValue()) : -1;
    require(found >= 0, "must be one of " + labels);
    return type.getEnumConstants()[found];
  }

  /** Empty for null. */
  <T> Optional<T> optional(Function<JsonValue, T> reading) {
    return node.isNull() ? Optional.empty() : Optional.of(reading.apply(this));
  }

  List<JsonValue> items() {
    require(node.isArray(), "must be a list");
    List<JsonValue> items = new ArrayList<>();
    for (JsonNode item : node) {
      items.add(new JsonValue(path + "[" + items.size() + "]", item));
    }
    return items;
  }

  List<JsonValue> items(int length) {
    require(node.isArray() && node.size() == length, "must be a list of " + length);
    return items();
  }

  List<String> texts() {
    return items().stream().map(JsonValue::text).toList();
  }

  /** By key, in the order of the text. */
  Map<String, JsonValue> entries() {
    require(node.isObject(), "must be an object");
    Map<String, JsonValue> entries = new LinkedHashMap<>();
    String before = path.isEmpty() ? "" : path + ".";
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      entries.put(field.getKey(), new JsonValue(before + field.getKey(), field.getValue()));
    }
    return entries;
  }

  /** The values of an object that has exactly those keys, in their order. */
  List<JsonValue> fields(String... keys) {
    Map<String, JsonValue> entries = entries();
    require(
        entries.keySet().equals(Set.of(keys)), "must be an object of " + String.join(", ", keys));
    return Arrays.stream(keys).map(entries::get).toList();
  }
}
