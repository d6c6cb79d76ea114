package org.ibengine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rule for keys of JSON that the engine writes: camelCase, apart from names that users gave.
 */
public final class JsonKeys {
  /**
   * Below these, keys are names of cases, modalities and kernels, sizes, percentages, epochs or
   * connectivities.
   */
  private static final Set<String> NAMES_BELOW =
      Set.of(
          "cases",
          "components",
          "handOver",
          "instancesByVoxels",
          "intensity",
          "kernelSeconds",
          "millis",
          "modalities",
          "percentiles",
          "sizes",
          "steps");

  private JsonKeys() {}

  /** Paths of keys that break the rule, such as {@code /groups/0/average_recall}. */
  public static List<String> notCamelCase(JsonNode json) {
    List<String> found = new ArrayList<>();
    walk("", json, found);
    return found;
  }

  private static void walk(String path, JsonNode node, List<String> found) {
    boolean names = NAMES_BELOW.contains(path.substring(path.lastIndexOf('/') + 1));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String at = path + "/" + field.getKey();
      if (!names && !field.getKey().matches("[a-z][a-zA-Z0-9]*")) {
        found.add(at);
      }
      walk(at, field.getValue(), found);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(path + "/" + i, node.get(i), found);
    }
  }
}
