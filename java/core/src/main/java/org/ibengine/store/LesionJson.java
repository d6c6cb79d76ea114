package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;

/** What is a lesion, in {@code dataset.json}; nothing is written of the default. */
final class LesionJson {
  private static final String FIELD = "lesions";
  private static final String IGNORE = "ignoreValue";

  private LesionJson() {}

  static void write(JsonGenerator json, LesionRule rule) throws IOException {
    if (rule.equals(LesionRule.DEFAULT)) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    json.writeStringField("labelKind", rule.kind().label());
    values(json, "values", rule.values());
    json.writeArrayFieldStart("classes");
    for (LesionClass item : rule.classes()) {
      json.writeStartObject();
      json.writeStringField("name", item.name());
      values(json, "values", item.values());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (rule.ignore().isPresent()) {
      json.writeNumberField(IGNORE, rule.ignore().getAsLong());
    }
    json.writeNumberField("minMm3", rule.minMm3());
    json.writeNumberField("mergeMm", rule.mergeMm());
    json.writeEndObject();
  }

  private static void values(JsonGenerator json, String field, List<Long> values)
      throws IOException {
    json.writeFieldName(field);
    json.writeArray(values.stream().mapToLong(Long::longValue).toArray(), 0, values.size());
  }

  /**
   * @throws IllegalArgumentException if no such rule can be
   */
  static LesionRule read(JsonObject options) {
    if (!options.has(FIELD)) {
      return LesionRule.DEFAULT;
    }
    JsonObject json = options.object(FIELD);
    return new LesionRule(
        LesionRule.Kind.ofLabel(json.text("labelKind")),
        values(json),
        json.objects("classes").stream()
            .map(item -> new LesionClass(item.text("name"), values(item)))
            .toList(),
        json.has(IGNORE) ? OptionalLong.of(json.integer(IGNORE)) : OptionalLong.empty(),
        json.number("minMm3"),
        json.number("mergeMm"));
  }

  private static List<Long> values(JsonObject json) {
    return Arrays.stream(json.integers("values")).boxed().toList();
  }
}
