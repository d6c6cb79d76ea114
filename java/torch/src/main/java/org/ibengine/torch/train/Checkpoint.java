package org.ibengine.torch.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.weights.TensorFile;
import org.ibengine.torch.weights.Weights;

/**
 * All that training needs to go on, in one file: weights, what the optimiser remembers, libtorch's
 * random numbers, and where the epoch stands.
 */
final class Checkpoint {
  private static final String PROGRESS = "progress";
  private static final String NETWORK = "network.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String GENERATOR = "generator";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Checkpoint() {}

  /**
   * @throws TrainingException if a weight is infinite or not a number: nothing of it may be saved
   */
  @SuppressWarnings("try") // a scope works by being there
  static void requireFinite(Network network, int epoch) {
    for (Map.Entry<String, Tensor> tensor : network.tensors().entrySet()) {
      try (PointerScope scope = new PointerScope()) {
        if (!tensor.getValue().isfinite().all().item_bool()) {
          throw new TrainingException(
              Text.format(
                  "epoch %d: %s is no longer finite, so nothing was saved; lower the learning rate",
                  epoch, tensor.getKey()));
        }
      }
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  static void save(Path file, Network network, Optimizer optimizer, Progress progress) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.tensors().forEach((name, tensor) -> tensors.put(NETWORK + name, tensor));
      optimizer.state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
      tensors.put(GENERATOR, torch.getDefaultCPUGenerator().get_state());
      ObjectNode node = MAPPER.createObjectNode();
      node.put("epoch", progress.epoch()).put("step", progress.step());
      node.put("steps", progress.steps()).put("optimizerSteps", optimizer.steps());
      node.put("token", progress.token());
      node.put("best", Double.toString(progress.best())).put("bestEpoch", progress.bestEpoch());
      TensorFile.write(file, tensors, Map.of(PROGRESS, node.toString()));
    }
  }

  /**
   * Restores network, optimiser and random numbers.
   *
   * @throws DatasetException if the file cannot be read, or is not of this network and optimiser
   */
  @SuppressWarnings("try") // scope and guard work by being there
  static Progress load(Path file, Network network, Optimizer optimizer) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        TensorFile read = TensorFile.read(file)) {
      JsonNode node = progress(read, file);
      Weights.load(network, of(NETWORK, read), file);
      restore(optimizer.state(), of(OPTIMIZER, read), file);
      optimizer.steps(node.path("optimizerSteps").asLong());
      Tensor generator = read.tensors().get(GENERATOR);
      if (generator == null) {
        throw new DatasetException(file, "is not a checkpoint: it holds no state of a generator");
      }
      Generator own = torch.getDefaultCPUGenerator();
      own.set_state(generator);
      return new Progress(
          node.path("epoch").asInt(),
          node.path("step").asInt(),
          node.path("steps").asLong(),
          node.path("token").textValue(),
          Double.parseDouble(node.path("best").asText("NaN")),
          node.path("bestEpoch").asInt());
    }
  }

  private static JsonNode progress(TensorFile read, Path file) {
    String text = read.metadata().get(PROGRESS);
    if (text == null) {
      throw new DatasetException(file, "is not a checkpoint of training: it does not say how far");
    }
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DatasetException(file, "is not a checkpoint of training: " + text, e);
    }
  }

  private static Map<String, Tensor> of(String prefix, TensorFile read) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    read.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
              }
            });
    return tensors;
  }

  private static void restore(Map<String, Tensor> own, Map<String, Tensor> from, Path file) {
    if (!own.keySet().equals(from.keySet())) {
      throw new DatasetException(file, "is a checkpoint of another optimiser");
    }
    own.forEach(
        (name, tensor) -> {
          Tensor saved = from.get(name);
          if (!Arrays.equals(tensor.shape(), saved.shape())) {
            throw new DatasetException(file, "is a checkpoint of another network: " + name);
          }
          tensor.copy_(saved);
        });
  }
}
