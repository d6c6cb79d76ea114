package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridOrigin;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.LesionChanges.Dropped;
import org.ibengine.label.LesionChanges.Fragment;
import org.ibengine.label.LesionChanges.Merged;
import org.ibengine.label.LesionChanges.Reason;
import org.ibengine.label.LesionChanges.Renumbered;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/** What a rule did to the lesions of a case, in {@code case.json}. */
final class LesionChangesJson {
  private static final String DROPPED = "dropped";
  private static final String MERGED = "merged";
  private static final String RENUMBERED = "renumbered";
  private static final String ABSENT = "absent";

  private LesionChangesJson() {}

  /**
   * @param origin whose changes are listed in the same arrays
   */
  static void write(JsonGenerator json, LesionChanges changes, Optional<GridOrigin> origin)
      throws IOException {
    GridChanges moved = origin.map(GridOrigin::changes).orElse(GridChanges.NONE);
    json.writeArrayFieldStart(DROPPED);
    GridOriginJson.writeDropped(json, moved);
    for (Dropped item : changes.dropped()) {
      json.writeStartObject();
      json.writeStringField("reason", item.reason().label());
      if (!item.lesionClass().isEmpty()) {
        json.writeStringField("class", item.lesionClass());
      }
      if (item.value().isPresent()) {
        json.writeNumberField("value", item.value().getAsLong());
      }
      json.writeNumberField("volumeMm3", item.volumeMm3());
      part(json, item.voxels(), item.box());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart(MERGED);
    GridOriginJson.writeMerged(json, moved);
    for (Merged item : changes.merged()) {
      json.writeStartObject();
      json.writeNumberField("instance", item.instance());
      json.writeArrayFieldStart("fragments");
      for (Fragment fragment : item.fragments()) {
        json.writeStartObject();
        part(json, fragment.voxels(), fragment.box());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart(RENUMBERED);
    for (Renumbered item : changes.renumbered()) {
      json.writeStartObject();
      json.writeNumberField("value", item.value());
      json.writeNumberField("instance", item.instance());
      json.writeEndObject();
    }
    json.writeEndArray();
    writeAbsent(json, changes.absent());
  }

  /** Nothing where the label map has all values. */
  private static void writeAbsent(JsonGenerator json, List<Absent> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(ABSENT);
    for (Absent item : values) {
      json.writeStartObject();
      if (!item.lesionClass().isEmpty()) {
        json.writeStringField("class", item.lesionClass());
      }
      json.writeNumberField("value", item.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void part(JsonGenerator json, long voxels, Box box) throws IOException {
    json.writeNumberField("voxels", voxels);
    json.writeFieldName("box");
    JsonText.box(json, box);
  }

  /** Nothing where a record is from before rules. */
  static LesionChanges read(JsonObject json) {
    if (!json.has(DROPPED)) {
      return LesionChanges.NONE;
    }
    return new LesionChanges(
        ruled(json, DROPPED).map(LesionChangesJson::dropped).toList(),
        ruled(json, MERGED).map(LesionChangesJson::merged).toList(),
        json.objects(RENUMBERED).stream()
            .map(item -> new Renumbered(item.integer("value"), item.smallInteger("instance")))
            .toList(),
        json.has(ABSENT)
            ? json.objects(ABSENT).stream()
                .map(item -> new Absent(lesionClass(item), item.integer("value")))
                .toList()
            : List.of());
  }

  private static String lesionClass(JsonObject item) {
    return item.has("class") ? item.text("class") : "";
  }

  /** What a rule did, not a crop or another grid. */
  private static Stream<JsonObject> ruled(JsonObject json, String field) {
    return json.objects(field).stream().filter(item -> !GridOriginJson.isOurs(item));
  }

  private static Dropped dropped(JsonObject item) {
    return new Dropped(
        lesionClass(item),
        item.has("value") ? OptionalLong.of(item.integer("value")) : OptionalLong.empty(),
        item.integer("voxels"),
        item.number("volumeMm3"),
        box(item),
        Reason.ofLabel(item.text("reason")));
  }

  private static Merged merged(JsonObject item) {
    return new Merged(
        item.smallInteger("instance"),
        item.objects("fragments").stream()
            .map(fragment -> new Fragment(fragment.integer("voxels"), box(fragment)))
            .toList());
  }

  private static Box box(JsonObject item) {
    List<int[]> corners = item.triples("box");
    if (corners.size() != 2) {
      throw item.damaged("box", "must have two corners, has " + corners.size());
    }
    return new Box(index3(corners.get(0)), index3(corners.get(1)));
  }

  private static Index3 index3(int[] at) {
    return new Index3(at[0], at[1], at[2]);
  }
}
