package org.ibengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.text.NameList;

/**
 * Where an epoch stands, and the options it was made with. What can be resumed is decided by the
 * token's fingerprint alone; the options say what was different.
 *
 * @param options as {@link EngineOptions#toJson}; null in texts that were written before they held
 *     any
 */
record EpochState(EpochToken token, JsonNode options) {
  private static final String OPTIONS = "options";
  private static final int MOST_SHOWN = 80; // characters of a value

  static EpochState of(EpochToken token, EngineOptions options) {
    return new EpochState(token, options.toTree());
  }

  /**
   * @throws IllegalArgumentException as {@link EpochToken#parse}
   */
  static EpochState parse(String text) {
    return new EpochState(EpochToken.parse(text), tree(text).get(OPTIONS));
  }

  String toJson() {
    ObjectNode node = (ObjectNode) tree(token.toJson());
    node.set(OPTIONS, options);
    return node.toString();
  }

  /**
   * @param fingerprint of the series that is to go on
   * @param now what that one's engine was opened with
   * @throws IllegalArgumentException if the token has another fingerprint, or is known to be of
   *     batches that hold something else
   */
  void require(String fingerprint, EngineOptions now) {
    boolean known = options != null && options.isObject();
    List<String> changes = known ? changes(now.toTree()) : List.of();
    boolean same = token.fingerprint().equals(fingerprint);
    if (same) {
      changes = changes.stream().filter(EpochState::isOfContent).toList();
    }
    if (same && changes.isEmpty()) {
      return;
    }
    String files = known && changes.isEmpty() ? files(now) : "";
    throw new IllegalArgumentException(
        "the resume token belongs to another dataset or other options"
            + (changes.isEmpty() ? "" : " (" + NameList.of(changes) + ")")
            + files
            + "; open the engine as it was");
  }

  /** Of what batches of one plan hold; how they are dealt to ranks may change, and counting. */
  private static boolean isOfContent(String change) {
    return change.startsWith("delivery.")
        && !change.matches("delivery\\.(batchSize|worldSize|foregroundCounts) .*");
  }

  /** What the options only name. */
  private static String files(EngineOptions now) {
    return now.sampling()
        .negatives()
        .alarms()
        .map(list -> " (the options are equal: has " + list.file() + " changed?)")
        .orElse("");
  }

  /** Of what a plan depends on, such as {@code sampling.repeats was 2, is 1}. */
  private List<String> changes(JsonNode now) {
    Map<String, JsonNode> before = new TreeMap<>();
    Map<String, JsonNode> after = new TreeMap<>();
    for (String part : List.of("sampling", "delivery")) {
      flatten(part, options.path(part), before);
      flatten(part, now.path(part), after);
    }
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    paths.remove("delivery.rank");
    List<String> changes = new ArrayList<>();
    for (String path : paths) {
      JsonNode was = before.get(path);
      JsonNode is = after.get(path);
      if (was != null && !was.equals(is)) {
        changes.add(path + " was " + shown(was) + ", is " + shown(is));
      }
    }
    return changes;
  }

  /** Lists of cases may be long. */
  private static String shown(JsonNode value) {
    String text = String.valueOf(value);
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(path + "." + field.getKey(), field.getValue(), leaves));
    } else {
      leaves.put(path, node);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return StateJson.read(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was written or read as JSON before", e);
    }
  }
}
