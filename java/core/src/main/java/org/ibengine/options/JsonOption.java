package org.ibengine.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One option of a record as JSON.
 *
 * @param <T> the record
 * @param key its name in the object
 * @param written its value in plain Java: numbers, texts, booleans, lists, maps, null
 * @param set the record with the value that was read
 */
record JsonOption<T>(String key, Function<T, Object> written, BiFunction<T, JsonValue, T> set) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** An object of these options, all of them, in their order. */
  static <T> ObjectNode write(List<JsonOption<T>> options, T value) {
    ObjectNode node = NODES.objectNode();
    options.forEach(option -> node.set(option.key(), tree(option.written().apply(value))));
    return node;
  }

  /** What a mapper would make of it, without the megabytes of one. */
  private static JsonNode tree(Object value) {
    if (value == null) {
      return NODES.nullNode();
    } else if (value instanceof JsonNode node) {
      return node;
    } else if (value instanceof String text) {
      return NODES.textNode(text);
    } else if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    } else if (value instanceof Integer number) {
      return NODES.numberNode(number.intValue());
    } else if (value instanceof Long number) {
      return NODES.numberNode(number.longValue());
    } else if (value instanceof Double number) {
      return NODES.numberNode(number.doubleValue());
    } else if (value instanceof Collection<?> items) {
      ArrayNode array = NODES.arrayNode();
      items.forEach(item -> array.add(tree(item)));
      return array;
    } else if (value instanceof Map<?, ?> fields) {
      ObjectNode object = NODES.objectNode();
      fields.forEach((key, field) -> object.set((String) key, tree(field)));
      return object;
    }
    throw new IllegalStateException("an option cannot be written as JSON: " + value.getClass());
  }

  /**
   * Sets the options that an object has, in their order.
   *
   * @param start what the others keep
   * @throws IllegalArgumentException if a key is not one of theirs or a value is not allowed
   */
  static <T> T read(List<JsonOption<T>> options, JsonValue object, T start) {
    Map<String, JsonValue> given = new HashMap<>(object.entries());
    List<String> known = new ArrayList<>();
    T value = start;
    for (JsonOption<T> option : options) {
      known.add(option.key());
      JsonValue read = given.remove(option.key());
      T before = value;
      value = read == null ? value : read.checked(() -> option.set().apply(before, read));
    }
    if (!given.isEmpty()) {
      Map.Entry<String, JsonValue> first = given.entrySet().iterator().next();
      throw first.getValue().refused("is not an option, the options here are " + known);
    }
    return value;
  }
}
