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

  /** False for validation, which is always the same. */
  boolean hasNextEpoch() {
    return epoch != EpochSeries.VALIDATION && epoch < Integer.MAX_VALUE;
  }

  /** Which epoch it is, for people. */
  String name() {
    return epoch == EpochSeries.VALIDATION
        ? "validation"
        : "epoch %d of seed %d".formatted(epoch, seed);
  }

  /** The start of the epoch behind this one. */
  EpochToken nextEpoch() {
    return new EpochToken(fingerprint, seed, epoch + 1, 0);
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
    JsonNode node = tree(text);
    JsonNode format = node.path("ibEpoch");
    if (format.isInt() && format.intValue() > FORMAT) {
      throw new IllegalArgumentException(
          "the resume token is of format %d, newer than this engine's %d; upgrade ib-core"
              .formatted(format.intValue(), FORMAT));
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
        node.get("seed").longValue(),
        node.get("epoch").intValue(),
        node.get("step").intValue());
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
