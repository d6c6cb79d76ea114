package org.ibengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where an epoch stands.
 *
 * @param fingerprint of everything else the plan depends on
 * @param epoch −1 for validation
 * @param step the next one
 */
record EpochToken(String fingerprint, long seed, int epoch, int step) {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  EpochToken at(int next) {
    return new EpochToken(fingerprint, seed, epoch, next);
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("ibEpoch", FORMAT);
    node.put("fingerprint", fingerprint);
    node.put("seed", seed);
    node.put("epoch", epoch);
    node.put("step", step);
    return node.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is no token, or one of a newer format
   */
  static EpochToken parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.path("ibEpoch").isInt() || !node.path("fingerprint").isTextual()) {
        throw new IllegalArgumentException("a resume token comes from Epoch.state(), was " + text);
      }
      if (node.get("ibEpoch").intValue() > FORMAT) {
        throw new IllegalArgumentException(
            "the resume token is of format %d, newer than this engine's %d; upgrade ib-core"
                .formatted(node.get("ibEpoch").intValue(), FORMAT));
      }
      return new EpochToken(
          node.get("fingerprint").textValue(),
          node.path("seed").longValue(),
          node.path("epoch").intValue(),
          node.path("step").intValue());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a resume token comes from Epoch.state(), was " + text, e);
    }
  }
}
