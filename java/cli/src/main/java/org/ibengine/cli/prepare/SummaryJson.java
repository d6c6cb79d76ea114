package org.ibengine.cli.prepare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.SizeBin;
import org.ibengine.prepare.CaseWarning;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.work.CaseFailure;

/** The summary of {@code ib prepare} for programs; fields as docs/reference/formats.md says. */
final class SummaryJson {
  private SummaryJson() {}

  static byte[] of(PrepareSummary summary) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      names(json, "prepared", summary.prepared());
      names(json, "upToDate", summary.current());
      failures(json, summary.failures());
      warnings(json, summary.warnings());
      content(json, summary.content());
      stages(json, summary.stages());
      json.writeBooleanField("cancelled", summary.cancelled());
      json.writeNumberField("seconds", summary.seconds());
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static void names(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private static void failures(JsonGenerator json, List<CaseFailure> failures) throws IOException {
    json.writeArrayFieldStart("failures");
    for (CaseFailure failure : failures) {
      json.writeStartObject();
      json.writeStringField("case", failure.caseName());
      json.writeStringField("message", failure.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void warnings(JsonGenerator json, List<CaseWarning> warnings) throws IOException {
    json.writeArrayFieldStart("warnings");
    for (CaseWarning warning : warnings) {
      json.writeStartObject();
      json.writeStringField("case", warning.caseName());
      json.writeStringField("message", warning.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void content(JsonGenerator json, PrepareSummary.Content content)
      throws IOException {
    json.writeNumberField("instances", content.instances());
    json.writeObjectFieldStart("instancesByVoxels");
    for (Map.Entry<SizeBin, Long> size : content.sizes().entrySet()) {
      json.writeNumberField(size.getKey().label(), size.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("dropped", content.lesions().dropped());
    json.writeNumberField("merged", content.lesions().merged());
    json.writeNumberField("renumbered", content.lesions().renumbered());
    json.writeNumberField("cut", content.lesions().cut());
    json.writeNumberField("split", content.lesions().split());
    json.writeArrayFieldStart("absent");
    for (LesionChanges.Absent item : content.absent()) {
      json.writeStartObject();
      if (!item.lesionClass().isEmpty()) {
        json.writeStringField("class", item.lesionClass());
      }
      json.writeNumberField("value", item.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    rounded(json, content.rounded());
    json.writeNumberField("windows", content.windows());
    json.writeNumberField("files", content.files());
    json.writeNumberField("bytes", content.bytes());
  }

  private static void rounded(JsonGenerator json, List<PrepareSummary.Rounded> rounded)
      throws IOException {
    json.writeArrayFieldStart("rounded");
    for (PrepareSummary.Rounded item : rounded) {
      json.writeStartObject();
      json.writeStringField("modality", item.modality());
      json.writeStringField("type", item.type().name());
      json.writeNumberField("cases", item.cases());
      json.writeNumberField("largestError", item.largestError());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void stages(JsonGenerator json, List<PrepareSummary.StageTotal> stages)
      throws IOException {
    json.writeArrayFieldStart("stages");
    for (PrepareSummary.StageTotal stage : stages) {
      json.writeStartObject();
      json.writeStringField("stage", stage.stage().label());
      json.writeNumberField("threadSeconds", stage.seconds());
      json.writeNumberField("bytes", stage.bytes());
      json.writeNumberField("megabytesPerSecond", stage.megabytesPerSecond());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
