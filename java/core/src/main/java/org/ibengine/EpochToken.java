package org.ibengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ibengine.plan.EpochId;
import org.ibengine.text.Text;

/**
 * Where an epoch stands.
 *
 * @param fingerprint of everything else the plan depends on
 * @param step the next one
 */
record EpochToken(String fingerprint, EpochId epoch, int step) {
  private static final int FORMAT = 1;

  /** The number of the validation in the text. */
  private static final int VALIDATION = -1;

  private static final ObjectMapper JSON = new ObjectMapper();

  EpochToken at(int next) {
    return new EpochToken(fingerprint, epoch, next);
  }

  /** The start of the epoch after this one; null where none follows. */
  EpochToken next() {
    return epoch.next().map(following -> new EpochToken(fingerprint, following, 0)).orElse(null);
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("ibEpoch", FORMAT);
    node.put("fingerprint", fingerprint);
    boolean training = epoch instanceof EpochId.Training;
    node.put("seed", training ? ((EpochId.Training) epoch).seed() : 0);
    node.put("epoch", training ? ((EpochId.Training) epoch).number() : VALIDATION);
    node.put("step", step);
    return node.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is not a token, or one of a newer format
   */
  static EpochToken parse(String text) {
    JsonNode node = tree(text);
    JsonNode format = node.path("ibEpoch");
    if (format.isInt() && format.intValue() > FORMAT) {
      throw new IllegalArgumentException(
          Text.format(
              "the resume token is of format %d, newer than this engine's %d; upgrade ib-core",
              format.intValue(), FORMAT));
    }
    if (!format.isInt()
        || !node.path("fingerprint").isTextual()
        || !node.path("seed").isIntegralNumber()
        || !node.path("seed").canConvertToLong()
        || !node.path("epoch").isInt()
        || !node.path("step").isInt()) {
      throw noToken(text, null);
    }
    return new EpochToken(
        node.get("fingerprint").textValue(),
        epoch(node.get("seed").longValue(), node.get("epoch").intValue()),
        node.get("step").intValue());
  }

  private static EpochId epoch(long seed, int number) {
    return number == VALIDATION ? EpochId.VALIDATION : new EpochId.Training(seed, number);
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw noToken(text, e);
    }
  }

  private static IllegalArgumentException noToken(String text, Throwable cause) {
    return new IllegalArgumentException(
        "a resume token comes from Epoch.state(), was " + text, cause);
  }
}
