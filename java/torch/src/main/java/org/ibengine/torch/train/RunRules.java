package org.ibengine.torch.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.IbEngine;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;

/** What must fit together in a run. */
final class RunRules {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SHOWN = 4;

  /** What may differ when a run goes on: results do not depend on it, or the engine checks it. */
  private static final List<String> FREE = List.of(".dataset", ".engine.resources.");

  private RunRules() {}

  /**
   * @throws IllegalArgumentException if network, engine and loss do not fit
   */
  static void require(IbEngine engine, RunConfig config) {
    if (!engine.modalities().equals(config.modalities())
        || config.network().inputs() != config.modalities().size()) {
      throw new DatasetMismatchException(
          Text.format(
              "the run is for modalities %s with %d inputs, the dataset delivers %s",
              config.modalities(), config.network().inputs(), engine.modalities()));
    }
    config.network().requireWindow(engine.patchSize());
    engine.steps(); // fails now, not once the run has begun
    if (config.plan().validateEvery() > 0) {
      engine.validationSteps();
    }
    if (engine.device().kind() == Device.Kind.CUDA && !torch.hasCUDA()) {
      throw new IllegalArgumentException(
          "batches lie on "
              + engine.device()
              + ", but this libtorch computes on the host alone; choose --backend cpu, or build with -P torch-gpu");
    }
    if (config.plan().loss().needsWeights()
        && config.engine().delivery().weights().kind().isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "loss %s needs weights; ask the engine for some (EngineOptions.weights, --weights)",
              config.plan().loss()));
    }
  }

  /**
   * @throws DatasetException if the folder holds a run that was begun with other choices
   */
  static void requireSameRun(RunConfig config, Path folder) {
    Path file = RunFolder.config(folder);
    if (!Files.exists(file)) {
      return;
    }
    TreeMap<String, JsonNode> before = leaves(RunFolder.readConfig(file).toJson());
    TreeMap<String, JsonNode> now = leaves(config.toJson());
    TreeMap<String, JsonNode> all = new TreeMap<>(before);
    all.putAll(now);
    List<String> changed = new ArrayList<>();
    for (String key : all.keySet()) {
      boolean free = FREE.stream().anyMatch(key::startsWith);
      if (!free && !String.valueOf(before.get(key)).equals(String.valueOf(now.get(key)))) {
        changed.add(
            Text.format("%s was %s, is %s", key.substring(1), before.get(key), now.get(key)));
      }
    }
    if (!changed.isEmpty()) {
      throw new DatasetException(
          folder,
          Text.format(
              "holds a run that was begun with other choices: %s%s; choose another folder",
              String.join("; ", changed.subList(0, Math.min(SHOWN, changed.size()))),
              changed.size() > SHOWN ? "; …" : ""));
    }
  }

  private static TreeMap<String, JsonNode> leaves(String json) {
    TreeMap<String, JsonNode> leaves = new TreeMap<>();
    try {
      collect("", MAPPER.readTree(json), leaves);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was written as JSON before", e);
    }
    return leaves;
  }

  private static void collect(String path, JsonNode node, TreeMap<String, JsonNode> leaves) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> collect(path + "." + field.getKey(), field.getValue(), leaves));
    } else {
      leaves.put(path, node);
    }
  }
}
