package org.ibengine.torch.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.text.Text;

/**
 * The header of a safetensors file: which tensor lies where in the bytes after it. They fill those
 * bytes without a gap.
 *
 * @param entries in the order of the file
 * @param metadata texts by key; written in the order of the keys
 */
record TensorHeader(List<Entry> entries, Map<String, String> metadata) {
  /** Bytes; the format allows no more. */
  static final int MOST_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * A tensor.
   *
   * @param begin of its bytes, counted from the end of the header
   */
  record Entry(String name, ElementCode code, long[] shape, long begin) {
    /**
     * @throws ArithmeticException beyond 2^63
     */
    long bytes() {
      long count = code.bytes();
      for (long extent : shape) {
        count = Math.multiplyExact(count, extent);
      }
      return count;
    }

    long end() {
      return Math.addExact(begin, bytes());
    }
  }

  /** A rule of the format was broken. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /** As bytes, filled with spaces so that what follows is aligned to 8. */
  byte[] toBytes() {
    ObjectNode node = STRICT.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = node.putObject(METADATA);
      new TreeMap<>(metadata).forEach(texts::put); // so that equal files are equal to the byte
    }
    for (Entry entry : entries) {
      ObjectNode tensor = node.putObject(entry.name());
      tensor.put("dtype", entry.code().name());
      ArrayNode shape = tensor.putArray("shape");
      Arrays.stream(entry.shape()).forEach(shape::add);
      tensor.putArray("data_offsets").add(entry.begin()).add(entry.end());
    }
    byte[] json = node.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] bytes = Arrays.copyOf(json, padded);
    Arrays.fill(bytes, json.length, padded, (byte) ' ');
    return bytes;
  }

  /**
   * @param dataBytes how many bytes follow the header
   */
  static TensorHeader parse(byte[] bytes, long dataBytes) throws Broken {
    JsonNode node;
    try {
      node = STRICT.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Broken("its header is not JSON: " + e.getOriginalMessage());
    }
    if (node == null || !node.isObject()) {
      throw new Broken("its header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.add(entry(field.getKey(), field.getValue(), dataBytes));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireNoGap(entries, dataBytes);
    return new TensorHeader(entries, metadata);
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata) throws Broken {
    if (!node.isObject()) {
      throw new Broken(METADATA + " of its header is not an object of texts");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw new Broken(METADATA + " of its header is not an object of texts");
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Entry entry(String name, JsonNode node, long dataBytes) throws Broken {
    String type = node.path("dtype").asText();
    ElementCode code = ElementCode.of(type);
    if (code == null) {
      throw new Broken(
          Text.format("tensor %s has type %s; %s are read", name, type, ElementCode.names()));
    }
    long[] shape = longs(name, "shape", node.path("shape"));
    long[] offsets = longs(name, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2 || offsets[1] > dataBytes) {
      throw new Broken(
          Text.format(
              "data_offsets of tensor %s are %s, but %d bytes follow the header",
              name, Arrays.toString(offsets), dataBytes));
    }
    Entry entry = new Entry(name, code, shape, offsets[0]);
    try {
      if (entry.end() != offsets[1]) {
        throw new Broken(
            Text.format(
                "tensor %s of shape %s in %s takes %d bytes, its data_offsets are %s",
                name, Arrays.toString(shape), code, entry.bytes(), Arrays.toString(offsets)));
      }
    } catch (ArithmeticException e) {
      throw new Broken(
          Text.format("tensor %s is too large: shape %s", name, Arrays.toString(shape)));
    }
    return entry;
  }

  private static long[] longs(String name, String key, JsonNode values) throws Broken {
    if (!values.isArray()) {
      throw new Broken(Text.format("tensor %s has no list %s", name, key));
    }
    long[] read = new long[values.size()];
    for (int i = 0; i < read.length; i++) {
      JsonNode value = values.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw new Broken(
            Text.format(
                "%s of tensor %s must hold whole numbers from 0, has %s", key, name, value));
      }
      read[i] = value.longValue();
    }
    return read;
  }

  private static void requireNoGap(List<Entry> entries, long dataBytes) throws Broken {
    long at = 0;
    for (Entry entry : entries) {
      if (entry.begin() != at) {
        throw new Broken(
            Text.format(
                "tensor %s begins at byte %d where %d is expected: tensors must neither overlap nor leave a gap",
                entry.name(), entry.begin(), at));
      }
      at = entry.end();
    }
    if (at != dataBytes) {
      throw new Broken(
          Text.format("its tensors take %d bytes, but %d follow the header", at, dataBytes));
    }
  }
}
