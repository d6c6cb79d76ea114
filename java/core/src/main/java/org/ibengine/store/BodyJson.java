package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;

/**
 * Where the body of a case is, in {@code case.json}, and how it is found, in {@code dataset.json}.
 */
final class BodyJson {
  /** Readers refuse a longer text: those of before there were bodies, too. */
  private static final int LONGEST_TEXT = 1 << 15;

  private static final String FIELD = "body";
  private static final String RULE = "rule";
  private static final String VALUE = "value";
  private static final String MODALITY = "modality";

  private BodyJson() {}

  /** Nothing of the default, so that folders from before keep bytes and hash. */
  static void writeRule(JsonGenerator json, BodyRule rule) throws IOException {
    if (rule.equals(BodyRule.OTSU)) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    json.writeStringField(RULE, rule.kind().label());
    if (rule.kind() == BodyRule.Kind.VALUE) {
      json.writeNumberField(VALUE, rule.value());
    }
    if (rule.modality().isPresent()) {
      json.writeStringField(MODALITY, rule.modality().get());
    }
    json.writeEndObject();
  }

  /**
   * @throws IllegalArgumentException if there is no such rule
   */
  static BodyRule readRule(JsonObject options) {
    if (!options.has(FIELD)) {
      return BodyRule.OTSU;
    }
    JsonObject json = options.object(FIELD);
    BodyRule.Kind kind = BodyRule.Kind.ofLabel(json.text(RULE));
    return new BodyRule(
        kind,
        kind == BodyRule.Kind.VALUE ? json.number(VALUE) : 0,
        json.has(MODALITY) ? Optional.of(json.text(MODALITY)) : Optional.empty());
  }

  static void write(JsonGenerator json, BodyEstimate body) throws IOException {
    json.writeObjectFieldStart(FIELD);
    json.writeStringField(MODALITY, body.modality());
    json.writeStringField(RULE, body.rule().label());
    json.writeNumberField("threshold", body.threshold());
    json.writeFieldName("block");
    JsonText.triple(json, body.block());
    json.writeNumberField("share", body.share());
    json.writeArrayFieldStart("runs");
    String text = Base64.getEncoder().encodeToString(body.blocks().toBytes());
    for (int begin = 0; begin < text.length(); begin += LONGEST_TEXT) {
      json.writeString(text.substring(begin, Math.min(text.length(), begin + LONGEST_TEXT)));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * @param size of the case's volumes
   * @return empty for records without an estimate
   * @throws IllegalArgumentException if it is not one of such a volume
   */
  static Optional<BodyEstimate> read(JsonObject record, Size3 size) {
    if (!record.has(FIELD)) {
      return Optional.empty();
    }
    JsonObject json = record.object(FIELD);
    Size3 block = DatasetJson.size(json, "block");
    byte[] runs = Base64.getDecoder().decode(String.join("", json.texts("runs")));
    return Optional.of(
        new BodyEstimate(
            json.text(MODALITY),
            BodyRule.Kind.ofLabel(json.text(RULE)),
            json.number("threshold"),
            size,
            block,
            IndexRuns.of(BodyEstimate.grid(size, block), runs)));
  }
}
