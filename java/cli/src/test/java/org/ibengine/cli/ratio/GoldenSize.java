package org.ibengine.cli.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** One size of the golden file against the summary, whose keys are the same in camelCase. */
final class GoldenSize {
  private static final double TOLERANCE = 1e-12;
  private static final Map<String, String> RENAMED =
      Map.of("posneg_1_1", "posneg", "quantiles_05_25_50_75_95", "quantiles");

  private GoldenSize() {}

  static void check(JsonNode wanted, JsonNode found) {
    if (wanted.isObject()) {
      for (Iterator<String> keys = wanted.fieldNames(); keys.hasNext(); ) {
        String key = keys.next();
        JsonNode field = found.get(camelCase(key));
        assertNotNull(field, "no " + camelCase(key) + " in " + found);
        check(wanted.get(key), field);
      }
    } else if (wanted.isArray()) {
      assertEquals(wanted.size(), found.size(), found.toString());
      for (int i = 0; i < wanted.size(); i++) {
        check(wanted.get(i), found.get(i));
      }
    } else if (wanted.isIntegralNumber()) {
      assertEquals(wanted.asLong(), found.asLong());
    } else {
      double value = wanted.asDouble();
      assertEquals(value, found.asDouble(), TOLERANCE * Math.abs(value));
    }
  }

  private static String camelCase(String key) {
    if (RENAMED.containsKey(key)) {
      return RENAMED.get(key);
    }
    String[] words = key.split("_");
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }
}
