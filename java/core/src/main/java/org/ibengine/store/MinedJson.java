package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.index.MinedWindow;

/** The field {@code mined} of {@code case.json}; absent where there are no such windows. */
final class MinedJson {
  private static final String FIELD = "mined";
  private static final String GAP = "boxGapMm";

  private MinedJson() {}

  static void write(JsonGenerator json, List<MinedWindow> windows) throws IOException {
    if (windows.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(FIELD);
    for (MinedWindow window : windows) {
      json.writeStartObject();
      json.writeFieldName("corner");
      JsonText.triple(json, window.corner());
      if (Double.isInfinite(window.boxGapMm())) {
        json.writeNullField(GAP); // the case has no finding
      } else {
        json.writeNumberField(GAP, window.boxGapMm());
      }
      json.writeNumberField("hardness", window.hardness());
      json.writeFieldName("patchSize");
      JsonText.triple(json, window.patchSize());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static List<MinedWindow> read(JsonObject json) {
    List<MinedWindow> windows = new ArrayList<>();
    if (json.has(FIELD)) {
      for (JsonObject item : json.objects(FIELD)) {
        windows.add(
            new MinedWindow(
                DatasetJson.index(item, "corner"),
                item.isNull(GAP) ? Double.POSITIVE_INFINITY : item.number(GAP),
                item.number("hardness"),
                DatasetJson.size(item, "patchSize")));
      }
    }
    return windows;
  }
}
