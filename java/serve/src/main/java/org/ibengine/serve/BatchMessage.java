package org.ibengine.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.VariationJson;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Index3;

/**
 * Says where a batch lies and what it shows: a fixed head, then parts that a client need not parse
 * to use the batch. Not thread-safe.
 */
final class BatchMessage {
  /** First byte; messages in JSON begin with a brace. */
  static final byte KIND = 'B';

  private static final int HEAD_BYTES = 16;

  private final Lending lending;
  private final Map<Long, byte[]> tensors = new HashMap<>(); // by address: slots come again
  private final ByteArrayOutputStream items = new ByteArrayOutputStream(4096);

  BatchMessage(Lending lending) {
    this.lending = lending;
  }

  /**
   * @param state where the epoch stands after this batch
   */
  byte[] of(boolean validation, Batch batch, String state) throws IOException {
    byte[] where = tensors.get(batch.image().address());
    if (where == null) {
      where = describe(batch);
      tensors.put(batch.image().address(), where);
    }
    byte[] position = state.getBytes(StandardCharsets.UTF_8);
    encode(batch.items());
    byte[] message = new byte[HEAD_BYTES + where.length + position.length + items.size()];
    ByteBuffer.wrap(message)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(KIND)
        .put((byte) (validation ? 1 : 0))
        .putShort((short) 0)
        .putInt(batch.step())
        .putInt(where.length)
        .putInt(position.length)
        .put(where)
        .put(position)
        .put(items.toByteArray());
    return message;
  }

  private byte[] describe(Batch batch) throws IOException {
    ObjectNode node = Frames.JSON.createObjectNode();
    for (BatchPart part : batch.parts()) {
      node.set(part.key(), describe(batch.tensor(part)));
    }
    lending.describe(node, batch);
    return Frames.JSON.writeValueAsBytes(node);
  }

  private ObjectNode describe(Tensor tensor) {
    ObjectNode node = Frames.JSON.createObjectNode();
    lending.describe(node, tensor);
    node.put("dtype", tensor.type().name().toLowerCase(Locale.ROOT));
    ArrayNode shape = node.putArray("shape");
    for (long length : tensor.shape()) {
      shape.add(length);
    }
    return node;
  }

  private void encode(List<BatchItem> batchItems) throws IOException {
    items.reset();
    try (JsonGenerator json = Frames.JSON.createGenerator(items)) {
      json.writeStartArray();
      for (BatchItem item : batchItems) {
        write(json, item);
      }
      json.writeEndArray();
    }
  }

  private static void write(JsonGenerator json, BatchItem item) throws IOException {
    json.writeStartObject();
    json.writeStringField("case", item.caseName());
    Instance instance = item.instance();
    if (instance != null) {
      json.writeNumberField("instance", instance.id());
      if (!instance.lesionClass().isEmpty()) {
        json.writeStringField("class", instance.lesionClass());
      }
      json.writeNumberField("voxels", instance.voxels());
      json.writeNumberField("mm3", item.volumeMm3());
      json.writeArrayFieldStart("box");
      write(json, instance.box().begin());
      write(json, instance.box().end());
      json.writeEndArray();
    }
    if (!item.stratum().isEmpty()) {
      json.writeStringField("stratum", item.stratum());
      if (item.foreground()) {
        json.writeBooleanField("foreground", true); // of a box; a positive patch always has some
      }
    }
    json.writeFieldName("corner");
    write(json, item.corner());
    json.writeStringField("space", item.space().label());
    write(json, item.variation());
    json.writeBooleanField("filler", item.filler());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Variation variation) throws IOException {
    json.writeNumberField("quarterTurns", variation.quarterTurns());
    json.writeArrayFieldStart("flips");
    json.writeBoolean(variation.flipX());
    json.writeBoolean(variation.flipY());
    json.writeBoolean(variation.flipZ());
    json.writeEndArray();
    json.writeNumberField("gain", variation.gain());
    json.writeNumberField("shift", variation.shift());
    ObjectNode transforms = Frames.JSON.createObjectNode();
    VariationJson.put(transforms, variation);
    for (Map.Entry<String, JsonNode> field : transforms.properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
  }

  private static void write(JsonGenerator json, Index3 index) throws IOException {
    json.writeStartArray();
    json.writeNumber(index.x());
    json.writeNumber(index.y());
    json.writeNumber(index.z());
    json.writeEndArray();
  }
}
