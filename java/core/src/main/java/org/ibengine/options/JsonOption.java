package org.ibengine.options;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An object of these options, all of them, in their order. */
  static <T> ObjectNode write(List<JsonOption<T>> options, T value) {
    ObjectNode node = JSON.createObjectNode();
    options.forEach(
        option -> node.set(option.key(), JSON.valueToTree(option.written().apply(value))));
    return node;
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
