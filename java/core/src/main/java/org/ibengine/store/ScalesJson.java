package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;

/** How patches are normalised, in {@code dataset.json}; nothing is written of the default. */
final class ScalesJson {
  private static final String FIELD = "normalisation";
  private static final String OTHERS = "others";
  private static final String MODALITIES = "modalities";

  private ScalesJson() {}

  static void write(JsonGenerator json, IntensityChoice scales) throws IOException {
    if (scales.isPrepared()) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    json.writeStringField(OTHERS, scales.others().text());
    json.writeObjectFieldStart(MODALITIES);
    for (Map.Entry<String, IntensityScale> one : new TreeMap<>(scales.byModality()).entrySet()) {
      json.writeStringField(one.getKey(), one.getValue().text());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  static IntensityChoice read(JsonObject options) {
    if (!options.has(FIELD)) {
      return IntensityChoice.PREPARED;
    }
    JsonObject json = options.object(FIELD);
    JsonObject named = json.object(MODALITIES);
    IntensityChoice scales =
        IntensityChoice.PREPARED.others(IntensityScale.parse(json.text(OTHERS)));
    for (String modality : named.names()) {
      scales = scales.with(modality, IntensityScale.parse(named.text(modality)));
    }
    return scales;
  }
}
