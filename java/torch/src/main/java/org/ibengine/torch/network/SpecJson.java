package org.ibengine.torch.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** A network's description as JSON; keys that are unknown are refused. */
final class SpecJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode node;
  private final Set<String> unread;

  private SpecJson(JsonNode node) {
    this.node = node;
    this.unread = new HashSet<>();
    node.fieldNames().forEachRemaining(unread::add);
  }

  static String write(NetworkSpec spec) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("architecture", spec.architecture().label());
    node.put("inputs", spec.inputs()).put("outputs", spec.outputs());
    if (!spec.channels().isEmpty()) {
      spec.channels().forEach(node.putArray("channels")::add);
      spec.strides().forEach(node.putArray("strides")::add);
    }
    spec.transformer().ifPresent(shape -> write(shape, node));
    return node.toString();
  }

  private static void write(Transformer shape, ObjectNode node) {
    ArrayNode size = node.putArray("patchSize");
    size.add(shape.patchSize().x()).add(shape.patchSize().y()).add(shape.patchSize().z());
    node.put("feature", shape.feature()).put("hidden", shape.hidden()).put("mlp", shape.mlp());
    node.put("heads", shape.heads()).put("blocks", shape.blocks());
  }

  /**
   * @throws IllegalArgumentException if it is not the description of a network
   */
  static NetworkSpec read(String json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a network's description must be JSON, was not", e);
    }
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("a network's description must be a JSON object");
    }
    return new SpecJson(node).spec();
  }

  private NetworkSpec spec() {
    JsonNode name = take("architecture");
    if (name == null || !name.isTextual()) {
      throw new IllegalArgumentException(
          "a network's description needs its architecture, one of " + Architecture.labels());
    }
    Architecture architecture = Architecture.of(name.textValue());
    int inputs = number("inputs");
    int outputs = number("outputs");
    List<Integer> channels = numbers("channels");
    List<Integer> strides = numbers("strides");
    Optional<Transformer> transformer =
        architecture == Architecture.UNETR ? Optional.of(transformer()) : Optional.empty();
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s has no %s in its description",
              architecture.label(), String.join(", ", unread.stream().sorted().toList())));
    }
    return new NetworkSpec(architecture, inputs, outputs, channels, strides, transformer);
  }

  private Transformer transformer() {
    List<Integer> size = numbers("patchSize");
    if (size.size() != 3) {
      throw new IllegalArgumentException("patchSize must be [x, y, z], was " + size);
    }
    return new Transformer(
        new Size3(size.get(0), size.get(1), size.get(2)),
        number("feature"),
        number("hidden"),
        number("mlp"),
        number("heads"),
        number("blocks"));
  }

  private JsonNode take(String key) {
    unread.remove(key);
    return node.get(key);
  }

  private int number(String key) {
    return number(key, take(key));
  }

  private static int number(String key, JsonNode value) {
    if (value == null || !value.isInt()) {
      throw new IllegalArgumentException(
          Text.format("%s of a network must be a whole number, was %s", key, value));
    }
    return value.intValue();
  }

  private List<Integer> numbers(String key) {
    JsonNode values = take(key);
    List<Integer> read = new ArrayList<>();
    if (values != null) {
      values.forEach(value -> read.add(number(key, value)));
    }
    return read;
  }
}
