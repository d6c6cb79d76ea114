package org.ibengine.cli.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.cpu.SharedMemory;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Index3;

/** Says where a batch lies in shared memory and what it shows. Not thread-safe. */
final class BatchMessage {
  private final SharedMemory memory;
  private final Map<Long, String> tensors = new HashMap<>(); // by address: slots come again
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

  BatchMessage(SharedMemory memory) {
    this.memory = memory;
  }

  /**
   * @param state where the epoch stands behind this batch
   */
  byte[] of(String run, Batch batch, String state) throws IOException {
    bytes.reset();
    try (JsonGenerator json = Frames.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "batch");
      json.writeStringField("run", run);
      json.writeNumberField("step", batch.step());
      json.writeObjectFieldStart("tensors");
      write(json, "image", batch.image());
      write(json, "label", batch.label());
      if (batch.hasWeights()) {
        write(json, "weights", batch.weights());
      }
      if (batch.hasInstances()) {
        write(json, "instances", batch.instances());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("items");
      for (BatchItem item : batch.items()) {
        write(json, item);
      }
      json.writeEndArray();
      json.writeStringField("state", state);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json, String name, Tensor tensor) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(tensors.computeIfAbsent(tensor.address(), address -> describe(tensor)));
  }

  private String describe(Tensor tensor) {
    ObjectNode node = Frames.JSON.createObjectNode();
    node.put("offset", memory.offsetOf(tensor.address()));
    node.put("dtype", tensor.type().name().toLowerCase(Locale.ROOT));
    ArrayNode shape = node.putArray("shape");
    for (long length : tensor.shape()) {
      shape.add(length);
    }
    return node.toString();
  }

  private static void write(JsonGenerator json, BatchItem item) throws IOException {
    json.writeStartObject();
    json.writeStringField("case", item.caseName());
    Instance instance = item.instance();
    if (instance != null) {
      json.writeNumberField("instance", instance.id());
      json.writeNumberField("voxels", instance.voxels());
      json.writeNumberField("mm3", item.volumeMm3());
      json.writeArrayFieldStart("box");
      write(json, instance.box().begin());
      write(json, instance.box().end());
      json.writeEndArray();
    }
    json.writeFieldName("corner");
    write(json, item.corner());
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
  }

  private static void write(JsonGenerator json, Index3 index) throws IOException {
    json.writeStartArray();
    json.writeNumber(index.x());
    json.writeNumber(index.y());
    json.writeNumber(index.z());
    json.writeEndArray();
  }
}
