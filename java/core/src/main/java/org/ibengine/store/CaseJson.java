package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.Instance;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/** Writes {@code case.json}. */
final class CaseJson {
  private CaseJson() {}

  /**
   * The text of a record; nothing is written that readers refuse.
   *
   * @throws DatasetException if it would be longer than that
   */
  static byte[] write(CaseRecord record) {
    byte[] bytes = text(record);
    if (bytes.length > JsonObject.MOST_CASE_BYTES) {
      throw new DatasetException(
          Path.of("case.json"),
          Text.format(
                  "must not be longer than %d bytes, would have %d: %d instances, %d windows; prepare with a",
                  JsonObject.MOST_CASE_BYTES,
                  bytes.length,
                  record.index().instances().size(),
                  record.index().windows().size())
              + " larger --stride");
    }
    return bytes;
  }

  private static byte[] text(CaseRecord record) {
    CaseIndex index = record.index();
    return JsonText.object(
        json -> {
          DatasetJson.writeVersion(json, record.version());
          json.writeStringField("case", index.name());
          if (record.id().isPresent()) {
            json.writeStringField("id", record.id().get().toString());
          }
          if (record.subject().isPresent()) {
            json.writeStringField("subject", record.subject().get());
          }
          json.writeStringField("optionsHash", record.optionsHash());
          record.names().write(json, index.name());
          writeGeometry(json, "geometry", index.geometry());
          if (record.origin().isPresent()) {
            GridOriginJson.write(json, record.origin().get());
          }
          json.writeNumberField("connectivity", index.connectivity().neighbours());
          json.writeNumberField("foregroundVoxels", record.foregroundVoxels());
          if (record.largestLabel() > 0) {
            json.writeNumberField("largestLabel", record.largestLabel());
          }
          modalities(json, index.modalities());
          sources(json, record.sources());
          instances(json, index);
          LesionChangesJson.write(json, record.changes(), record.origin());
          json.writeFieldName("windows");
          JsonText.triples(json, index.windows());
          if (index.body().isPresent()) {
            BodyJson.write(json, index.body().get());
          }
          MinedJson.write(json, index.mined());
          if (record.packing()) {
            json.writeArrayFieldStart("packed");
            for (String name : record.packed()) {
              json.writeString(name);
            }
            json.writeEndArray();
          }
          outputs(json, record.outputs());
        });
  }

  static void writeGeometry(JsonGenerator json, String field, Geometry geometry)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeFieldName("size");
    JsonText.triple(json, geometry.size());
    json.writeFieldName("spacingMm");
    Geometry.Spacing spacing = geometry.spacing();
    JsonText.numbers(json, spacing.x(), spacing.y(), spacing.z());
    json.writeFieldName("affine");
    JsonText.numbers(json, geometry.affine().toArray());
    json.writeEndObject();
  }

  private static void modalities(JsonGenerator json, List<ModalityIndex> modalities)
      throws IOException {
    json.writeArrayFieldStart("modalities");
    for (ModalityIndex modality : modalities) {
      json.writeStartObject();
      json.writeStringField("name", modality.name());
      json.writeStringField("type", modality.type().name());
      json.writeNumberField("slope", modality.slope());
      json.writeNumberField("intercept", modality.intercept());
      json.writeFieldName("rawPercentiles");
      JsonText.numbers(json, modality.rawLow(), modality.rawHigh());
      json.writeFieldName("percentiles");
      JsonText.numbers(json, modality.low(), modality.high());
      if (modality.intensity().isPresent()) {
        json.writeFieldName("intensity");
        IntensityJson.write(json, modality.intensity().get());
      }
      if (modality.rounding().isPresent()) {
        RoundingJson.write(json, modality.rounding().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void sources(JsonGenerator json, List<SourceFile> sources) throws IOException {
    json.writeArrayFieldStart("sources");
    for (SourceFile source : sources) {
      json.writeStartObject();
      json.writeStringField("role", source.role());
      json.writeStringField("file", source.file());
      json.writeNumberField("bytes", source.bytes());
      json.writeStringField("sha256", source.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void instances(JsonGenerator json, CaseIndex index) throws IOException {
    json.writeArrayFieldStart("instances");
    for (Instance instance : index.instances()) {
      Instance.Centroid centroid = instance.centroid();
      json.writeStartObject();
      json.writeNumberField("id", instance.id());
      if (!instance.lesionClass().isEmpty()) {
        json.writeStringField("class", instance.lesionClass());
      }
      json.writeNumberField("voxels", instance.voxels());
      json.writeFieldName("box");
      JsonText.box(json, instance.box());
      json.writeFieldName("centroid");
      JsonText.numbers(json, centroid.x(), centroid.y(), centroid.z());
      json.writeFieldName("centroidMm");
      JsonText.numbers(
          json, index.geometry().affine().apply(centroid.x(), centroid.y(), centroid.z()));
      json.writeFieldName("anchors");
      JsonText.triples(json, instance.anchors());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void outputs(JsonGenerator json, List<OutputFile> outputs) throws IOException {
    json.writeArrayFieldStart("outputs");
    for (OutputFile output : outputs) {
      json.writeStartObject();
      json.writeStringField("path", output.path());
      json.writeNumberField("bytes", output.bytes());
      json.writeStringField("crc32c", output.crc32cHex());
      if (output.modifiedNs() != 0) {
        json.writeNumberField("modifiedNs", output.modifiedNs());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
