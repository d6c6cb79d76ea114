package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ibengine.index.CropOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Interpolation;

/** The grid that was wanted, in {@code dataset.json}; nothing is written of the default. */
final class GridJson {
  private static final String FIELD = "grid";
  private static final String SPACING = "spacingMm";
  private static final String REFERENCE = "reference";
  private static final String CROP = "crop";

  private GridJson() {}

  static void write(JsonGenerator json, GridOptions grid) throws IOException {
    if (grid.equals(GridOptions.DEFAULT)) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    if (grid.spacing().isPresent()) {
      Geometry.Spacing spacing = grid.spacing().get();
      json.writeFieldName(SPACING);
      JsonText.numbers(json, spacing.x(), spacing.y(), spacing.z());
    }
    json.writeStringField("orientation", grid.orientation().label());
    json.writeStringField("geometry", grid.mismatch().label());
    if (grid.reference().isPresent()) {
      json.writeStringField(REFERENCE, grid.reference().get());
    }
    json.writeStringField("interpolation", grid.interpolation().label());
    json.writeStringField("labelInterpolation", grid.labels().label());
    json.writeBooleanField("antialias", grid.antialias());
    if (grid.crop().isPresent()) {
      CropOptions crop = grid.crop().get();
      json.writeObjectFieldStart(CROP);
      json.writeFieldName("labels");
      json.writeArray(
          crop.labels().stream().mapToLong(Long::longValue).toArray(), 0, crop.labels().size());
      json.writeNumberField("margin", crop.margin());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /**
   * @throws IllegalArgumentException if there is no such grid
   */
  static GridOptions read(JsonObject options) {
    if (!options.has(FIELD)) {
      return GridOptions.DEFAULT;
    }
    JsonObject json = options.object(FIELD);
    return new GridOptions(
        json.has(SPACING) ? Optional.of(spacing(json.numbers(SPACING, 3))) : Optional.empty(),
        GridOptions.Orient.ofLabel(json.text("orientation")),
        GridOptions.Mismatch.ofLabel(json.text("geometry")),
        json.has(REFERENCE) ? Optional.of(json.text(REFERENCE)) : Optional.empty(),
        Interpolation.ofLabel(json.text("interpolation")),
        GridOptions.LabelInterpolation.ofLabel(json.text("labelInterpolation")),
        json.flag("antialias"),
        json.has(CROP) ? Optional.of(crop(json.object(CROP))) : Optional.empty());
  }

  private static Geometry.Spacing spacing(double[] mm) {
    return new Geometry.Spacing(mm[0], mm[1], mm[2]);
  }

  private static CropOptions crop(JsonObject json) {
    List<Long> labels = Arrays.stream(json.integers("labels")).boxed().toList();
    return new CropOptions(labels, json.smallInteger("margin"));
  }
}
