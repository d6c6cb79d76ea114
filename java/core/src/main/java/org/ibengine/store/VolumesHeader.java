package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** The header of a safetensors file: an 8-byte length, then JSON padded with spaces. */
final class VolumesHeader {
  /** Padding is made of tensors because safetensors allows no hole between tensors. */
  static final String PADDING = "_padding_";

  private static final String METADATA = "__metadata__";
  private static final String ID = "id";
  private static final String BYTES = "U8";
  private static final int LENGTH_BYTES = 8;

  /** Where something of {@code length} bytes is, counted from the end of the header. */
  private record Span(NamedVolume volume, long begin, long length) {}

  private VolumesHeader() {}

  /**
   * Bytes from the start of the file to the first tensor: length, JSON and spaces.
   *
   * @throws IllegalArgumentException if there are too many volumes
   */
  static ByteBuffer write(List<NamedVolume> volumes, DataId id) {
    List<Span> spans = spans(volumes);
    byte[] json =
        JsonText.object(
            out -> {
              out.writeObjectFieldStart(METADATA);
              out.writeStringField("format", "ib-engine volumes 2");
              out.writeStringField(ID, id.toString());
              writePacked(out, volumes);
              out.writeEndObject();
              int padding = 0;
              for (Span span : spans) {
                if (span.volume() == null) {
                  out.writeObjectFieldStart(PADDING + padding++);
                  describe(out, BYTES, span, span.length());
                } else {
                  out.writeObjectFieldStart(span.volume().name());
                  describe(out, span);
                }
              }
            });
    if (json.length > VolumesFile.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          Text.format(
              "a volumes file must have a header of at most %d bytes, %d volumes need %d; choose fewer modalities",
              VolumesFile.MAX_HEADER_BYTES, volumes.size(), json.length));
    }
    int total = (int) aligned(LENGTH_BYTES + json.length);
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(total - LENGTH_BYTES).put(json, 0, json.length - 1); // without the line end
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static List<Span> spans(List<NamedVolume> volumes) {
    List<Span> spans = new ArrayList<>();
    long at = 0;
    for (NamedVolume item : volumes) {
      if (at != aligned(at)) {
        spans.add(new Span(null, at, aligned(at) - at));
        at = aligned(at);
      }
      spans.add(new Span(item, at, item.volume().sizeBytes()));
      at += item.volume().sizeBytes();
    }
    return spans;
  }

  private static void writePacked(JsonGenerator out, List<NamedVolume> volumes) throws IOException {
    List<NamedVolume> packed =
        volumes.stream().filter(item -> item.volume() instanceof PackedVolume).toList();
    if (!packed.isEmpty()) {
      byte[] fields =
          JsonText.object(
              json -> {
                for (NamedVolume item : packed) {
                  PackedField field = PackedField.of((PackedVolume) item.volume());
                  json.writeStringField(item.name(), field.toString());
                }
              });
      out.writeStringField(PackedField.FIELD, new String(fields, StandardCharsets.UTF_8).strip());
    }
  }

  private static void describe(JsonGenerator out, Span span) throws IOException {
    VolumeData volume = span.volume().volume();
    if (volume instanceof PackedVolume) {
      describe(out, BYTES, span, span.length());
    } else {
      Size3 size = volume.size();
      describe(out, dtype(volume.type()), span, size.z(), size.y(), size.x());
    }
  }

  private static void describe(JsonGenerator json, String dtype, Span span, long... shape)
      throws IOException {
    json.writeStringField("dtype", dtype);
    json.writeFieldName("shape");
    json.writeArray(shape, 0, shape.length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {span.begin(), span.begin() + span.length()}, 0, 2);
    json.writeEndObject();
  }

  /**
   * @param jsonBytes length of the header's text
   * @return tensors in file order, without padding, offsets counted from the start of the file
   * @throws DatasetException if the header is damaged or a tensor lies outside the file
   */
  static List<TensorInfo> read(JsonObject header, int jsonBytes, long fileBytes) {
    List<TensorInfo> tensors = new ArrayList<>();
    JsonObject packed = packedFields(header);
    for (String name : header.names()) {
      if (!name.equals(METADATA) && !name.startsWith(PADDING)) {
        JsonObject item = header.object(name);
        TensorInfo tensor = tensor(name, item, packed(packed, name), LENGTH_BYTES + jsonBytes);
        if (tensor.offset() > fileBytes - tensor.storedBytes()) {
          throw item.damaged(name, "must lie inside the file of " + fileBytes + " bytes");
        }
        tensors.add(tensor);
      }
    }
    return tensors;
  }

  /** The id that the file carries; empty in format 1. */
  static Optional<String> id(JsonObject header) {
    boolean there = header.has(METADATA) && header.object(METADATA).has(ID);
    return there ? Optional.of(header.object(METADATA).text(ID)) : Optional.empty();
  }

  /** What is said of packed volumes; null where there are none. */
  private static JsonObject packedFields(JsonObject header) {
    if (!header.has(METADATA) || !header.object(METADATA).has(PackedField.FIELD)) {
      return null;
    }
    String fields = header.object(METADATA).text(PackedField.FIELD);
    return JsonObject.parse(header.file(), fields.getBytes(StandardCharsets.UTF_8));
  }

  /** Null where the tensor is not packed. */
  private static PackedField packed(JsonObject fields, String name) {
    if (fields == null || !fields.has(name)) {
      return null;
    }
    try {
      return PackedField.parse(fields.text(name));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw fields.damaged(name, e.getMessage());
    }
  }

  private static TensorInfo tensor(
      String name, JsonObject item, PackedField packed, long dataBegin) {
    long[] offsets = item.integers("data_offsets", 2);
    try {
      if (packed == null) {
        return raw(name, item, offsets, dataBegin);
      }
      long bytes = Math.subtractExact(offsets[1], offsets[0]);
      requireBegin(name, item, offsets, dataBegin);
      if (item.integers("shape", 1)[0] != bytes || !item.text("dtype").equals(BYTES)) {
        throw item.damaged(name, Text.format("must be %d bytes, as its offsets say", bytes));
      }
      return packed.tensor(name, dataBegin + offsets[0], bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw item.damaged(name, e.getMessage());
    }
  }

  private static void requireBegin(String name, JsonObject item, long[] offsets, long dataBegin) {
    if (offsets[0] < 0 || offsets[0] > Long.MAX_VALUE - dataBegin) {
      throw item.damaged(name, Text.format("cannot begin at %d", offsets[0]));
    }
  }

  private static TensorInfo raw(String name, JsonObject item, long[] offsets, long dataBegin) {
    long[] shape = item.integers("shape", 3);
    Size3 size =
        new Size3(Math.toIntExact(shape[2]), Math.toIntExact(shape[1]), Math.toIntExact(shape[0]));
    VoxelType type = voxelType(item);
    long bytes = Math.multiplyExact(size.voxels(), (long) type.sizeBytes());
    long begin = offsets[0];
    requireBegin(name, item, offsets, dataBegin);
    if (offsets[1] - begin != bytes) {
      throw item.damaged(
          name, Text.format("must have %d bytes, has offsets %d to %d", bytes, begin, offsets[1]));
    }
    return new TensorInfo(name, type, size, dataBegin + begin);
  }

  private static VoxelType voxelType(JsonObject item) {
    String dtype = item.text("dtype");
    for (VoxelType type : VoxelType.values()) {
      if (dtype(type).equals(dtype)) {
        return type;
      }
    }
    throw item.damaged("dtype", "is not a voxel type: " + dtype);
  }

  private static String dtype(VoxelType type) {
    return switch (type) {
      case UINT8 -> "U8";
      case INT8 -> "I8";
      case INT16 -> "I16";
      case UINT16 -> "U16";
      case INT32 -> "I32";
      case UINT32 -> "U32";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case FLOAT16 -> "F16";
    };
  }

  static long aligned(long bytes) {
    return Math.multiplyExact(
        Math.floorDiv(bytes + VolumesFile.ALIGNMENT - 1, VolumesFile.ALIGNMENT),
        VolumesFile.ALIGNMENT);
  }
}
