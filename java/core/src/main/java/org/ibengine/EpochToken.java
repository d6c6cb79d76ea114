package org.ibengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.SiteWeights;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * Where an epoch stands.
 *
 * @param fingerprint of everything else the plan depends on
 * @param step the next one
 */
record EpochToken(String fingerprint, EpochId epoch, int step) {
  private static final int TRAINING_FORMAT = 1;
  private static final int VALIDATION_FORMAT = 2;
  private static final int WEIGHTED_FORMAT = 3;
  private static final int WINDOWS_FORMAT = 4;
  private static final int NEWEST_FORMAT = WINDOWS_FORMAT;

  /** The validation as format 2 has it; format 1 had it as a number. */
  private static final String VALIDATION = "validation";

  private static final int NUMBER_OF_VALIDATION = -1;

  private static final String WINDOWS = "windows";

  EpochToken at(int next) {
    return new EpochToken(fingerprint, epoch, next);
  }

  /** The start of the epoch after this one; null where none follows. */
  EpochToken next() {
    return epoch.next().map(following -> new EpochToken(fingerprint, following, 0)).orElse(null);
  }

  String toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (epoch instanceof EpochId.Training training) {
      put(training, node);
    } else if (epoch instanceof EpochId.Windows windows) {
      put(windows, node);
    } else {
      node.put("ibEpoch", VALIDATION_FORMAT).put("fingerprint", fingerprint);
      node.put("epoch", VALIDATION);
    }
    node.put("step", step);
    return node.toString();
  }

  private void put(EpochId.Training training, ObjectNode node) {
    SortedMap<String, Double> weights = training.weights().factors();
    node.put("ibEpoch", weights.isEmpty() ? TRAINING_FORMAT : WEIGHTED_FORMAT);
    node.put("fingerprint", fingerprint);
    node.put("seed", training.seed());
    node.put("epoch", training.number());
    if (!weights.isEmpty()) {
      ObjectNode factors = node.putObject("weights");
      weights.forEach(factors::put);
    }
  }

  private void put(EpochId.Windows windows, ObjectNode node) {
    node.put("ibEpoch", WINDOWS_FORMAT).put("fingerprint", fingerprint).put("epoch", WINDOWS);
    windows.cases().forEach(node.putArray("cases")::add);
    Size3 stride = windows.stride();
    node.putArray("stride").add(stride.x()).add(stride.y()).add(stride.z());
  }

  /**
   * @throws IllegalArgumentException if the text is not a token, or one of a newer format
   */
  static EpochToken parse(String text) {
    JsonNode node = tree(text);
    JsonNode format = node.path("ibEpoch");
    if (format.isInt() && format.intValue() > NEWEST_FORMAT) {
      throw new IllegalArgumentException(
          Text.format(
              "the resume token is of format %d, newer than this engine's %d; upgrade ib-core",
              format.intValue(), NEWEST_FORMAT));
    }
    if (!format.isInt() || !node.path("fingerprint").isTextual() || !node.path("step").isInt()) {
      throw noToken(text, null);
    }
    EpochId epoch = epoch(node).orElseThrow(() -> noToken(text, null));
    return new EpochToken(node.get("fingerprint").textValue(), epoch, node.get("step").intValue());
  }

  private static Optional<EpochId> epoch(JsonNode node) {
    JsonNode seed = node.path("seed");
    JsonNode number = node.path("epoch");
    if (VALIDATION.equals(number.textValue())) {
      return Optional.of(EpochId.VALIDATION);
    }
    if (WINDOWS.equals(number.textValue())) {
      return windows(node.path("cases"), node.path("stride"));
    }
    if (!seed.isIntegralNumber() || !seed.canConvertToLong() || !number.isInt()) {
      return Optional.empty();
    }
    return Optional.of(
        number.intValue() == NUMBER_OF_VALIDATION
            ? EpochId.VALIDATION
            : new EpochId.Training(
                seed.longValue(), number.intValue(), weights(node.path("weights"))));
  }

  /** Empty where the texts are not those of windows. */
  private static Optional<EpochId> windows(JsonNode cases, JsonNode stride) {
    List<String> names = new ArrayList<>();
    cases.forEach(name -> names.add(name.textValue()));
    if (names.contains(null) || stride.size() != 3) {
      return Optional.empty();
    }
    try {
      Size3 steps =
          new Size3(stride.get(0).intValue(), stride.get(1).intValue(), stride.get(2).intValue());
      return Optional.of(new EpochId.Windows(names, steps));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SiteWeights weights(JsonNode node) {
    SortedMap<String, Double> factors = new TreeMap<>();
    node.properties().forEach(field -> factors.put(field.getKey(), field.getValue().asDouble(-1)));
    return new SiteWeights(factors);
  }

  private static JsonNode tree(String text) {
    try {
      return StateJson.read(text);
    } catch (JsonProcessingException e) {
      throw noToken(text, e);
    }
  }

  private static IllegalArgumentException noToken(String text, Throwable cause) {
    return new IllegalArgumentException(
        "a resume token comes from Epoch.state(), was " + text, cause);
  }
}
