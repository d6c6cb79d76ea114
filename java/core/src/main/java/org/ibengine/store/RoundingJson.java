package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import org.ibengine.index.Rounding;
import org.ibengine.volume.VoxelType;

/** That voxels of a modality were rounded, in {@code case.json}. */
final class RoundingJson {
  private static final String ROUNDED = "rounded";
  private static final String FROM = "from";
  private static final String LARGEST_ERROR = "largestError";

  private RoundingJson() {}

  static void write(JsonGenerator json, Rounding rounding) throws IOException {
    json.writeObjectFieldStart(ROUNDED);
    json.writeStringField(FROM, rounding.from().name());
    json.writeNumberField(LARGEST_ERROR, rounding.largestError());
    json.writeEndObject();
  }

  static Optional<Rounding> read(JsonObject modality) {
    if (!modality.has(ROUNDED)) {
      return Optional.empty();
    }
    JsonObject rounded = modality.object(ROUNDED);
    return Optional.of(
        new Rounding(VoxelType.valueOf(rounded.text(FROM)), rounded.number(LARGEST_ERROR)));
  }
}
