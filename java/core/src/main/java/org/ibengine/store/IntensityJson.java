package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.intensity.VoxelSet;

/** The intensity statistics of a modality in {@code case.json}. */
final class IntensityJson {
  private IntensityJson() {}

  static void write(JsonGenerator json, ModalityIntensity intensity) throws IOException {
    json.writeStartObject();
    for (VoxelSet set : VoxelSet.values()) {
      json.writeObjectFieldStart(set.label());
      write(json, intensity.of(set));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, IntensityStatistics one) throws IOException {
    json.writeNumberField("count", one.count());
    if (one.isEmpty()) {
      return;
    }
    json.writeNumberField("min", one.min());
    json.writeNumberField("max", one.max());
    json.writeNumberField("mean", one.mean());
    json.writeNumberField("sd", one.sd());
    json.writeObjectFieldStart("percentiles");
    for (int i = 0; i < one.percentiles().size(); i++) {
      json.writeNumberField(
          IntensityStatistics.text(IntensityStatistics.PERCENTAGES.get(i)),
          one.percentiles().get(i));
    }
    json.writeEndObject();
  }

  static ModalityIntensity read(JsonObject json) {
    return new ModalityIntensity(
        one(json, VoxelSet.ALL), one(json, VoxelSet.POSITIVE), one(json, VoxelSet.LABEL));
  }

  private static IntensityStatistics one(JsonObject all, VoxelSet set) {
    JsonObject json = all.object(set.label());
    if (json.integer("count") == 0) {
      return IntensityStatistics.EMPTY;
    }
    JsonObject recorded = json.object("percentiles");
    List<Double> percentiles = new ArrayList<>();
    for (double percentage : IntensityStatistics.PERCENTAGES) {
      percentiles.add(recorded.number(IntensityStatistics.text(percentage)));
    }
    return new IntensityStatistics(
        json.integer("count"),
        json.number("min"),
        json.number("max"),
        json.number("mean"),
        json.number("sd"),
        percentiles);
  }
}
