package org.ibengine.torch.train;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.text.Text;
import org.ibengine.torch.network.NetworkSpec;

/** {@code config.json} of a run. */
final class RunConfigJson {
  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private RunConfigJson() {}

  static String write(RunConfig config) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT).put("dataset", config.dataset());
    config.modalities().forEach(node.putArray("modalities")::add);
    node.set("network", tree(config.network().toJson()));
    TrainingPlan plan = config.plan();
    ObjectNode training = node.putObject("training");
    training.put("loss", plan.loss().toString()).put("optimizer", plan.optimizer().toString());
    training.put("schedule", plan.schedule().toString());
    training.put("epochs", plan.epochs()).put("steps", plan.steps());
    training.put("validateEvery", plan.validateEvery()).put("best", plan.best().label());
    training.put("seed", plan.seed()).put("threads", plan.threads());
    node.set("engine", tree(config.engine().toJson()));
    return node.toPrettyString();
  }

  static RunConfig read(String json) {
    JsonNode node = tree(json);
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("the configuration of a run must be a JSON object");
    }
    if (node.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          Text.format(
              "format of a run's configuration must be %d, was %s", FORMAT, node.get("format")));
    }
    List<String> modalities = new ArrayList<>();
    required(node, "modalities").forEach(name -> modalities.add(name.asText()));
    return new RunConfig(
        required(node, "dataset").asText(),
        modalities,
        NetworkSpec.fromJson(required(node, "network").toString()),
        plan(required(node, "training")),
        EngineOptions.fromJson(required(node, "engine").toString()));
  }

  private static TrainingPlan plan(JsonNode node) {
    return new TrainingPlan(
        LossSpec.parse(required(node, "loss").asText()),
        OptimizerSpec.parse(required(node, "optimizer").asText()),
        Schedule.parse(required(node, "schedule").asText()),
        number(node, "epochs"),
        number(node, "steps"),
        number(node, "validateEvery"),
        TrainingPlan.Best.of(required(node, "best").asText()),
        required(node, "seed").asLong(),
        number(node, "threads"));
  }

  private static int number(JsonNode node, String key) {
    JsonNode value = required(node, key);
    if (!value.isInt()) {
      throw new IllegalArgumentException(key + " must be a whole number, was " + value);
    }
    return value.intValue();
  }

  private static JsonNode required(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("the configuration of a run has no " + key);
    }
    return value;
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the configuration of a run is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
