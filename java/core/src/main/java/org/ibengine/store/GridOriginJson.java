package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridChanges.Before;
import org.ibengine.grid.GridChanges.Cut;
import org.ibengine.grid.GridChanges.Joined;
import org.ibengine.grid.GridChanges.Split;
import org.ibengine.grid.GridOrigin;
import org.ibengine.volume.Box;

/** Where the grid of a case comes from, in {@code case.json}. */
final class GridOriginJson {
  private static final String SOURCE = "sourceGeometry";
  private static final String CROP = "crop";
  private static final String BOX = "box";
  private static final String REASON = "reason";
  private static final String BY_CROP = "crop";
  private static final String BY_GRID = "resample";

  private GridOriginJson() {}

  static void write(JsonGenerator json, GridOrigin origin) throws IOException {
    CaseJson.writeGeometry(json, SOURCE, origin.source());
    if (origin.crop().isPresent()) {
      json.writeObjectFieldStart(CROP);
      json.writeFieldName(BOX);
      JsonText.box(json, origin.crop().get());
      json.writeEndObject();
    }
    GridChanges changes = origin.changes();
    if (!changes.cut().isEmpty()) {
      cut(json, changes.cut());
    }
    if (!changes.split().isEmpty()) {
      split(json, changes.split());
    }
  }

  /** Adds entries to an array that is begun. */
  static void writeDropped(JsonGenerator json, GridChanges changes) throws IOException {
    for (Before instance : changes.removed()) {
      dropped(json, instance, BY_CROP);
    }
    for (Before instance : changes.lost()) {
      dropped(json, instance, BY_GRID);
    }
  }

  /** Adds entries to an array that is begun. */
  static void writeMerged(JsonGenerator json, GridChanges changes) throws IOException {
    for (Joined joined : changes.joined()) {
      merged(json, joined);
    }
  }

  /** Whether an entry of such an array is about a crop or a grid. */
  static boolean isOurs(JsonObject item) {
    return item.has(REASON) && Set.of(BY_CROP, BY_GRID).contains(item.text(REASON));
  }

  private static void dropped(JsonGenerator json, Before instance, String reason)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(REASON, reason);
    before(json, instance);
    json.writeEndObject();
  }

  private static void before(JsonGenerator json, Before instance) throws IOException {
    json.writeNumberField("id", instance.id());
    if (!instance.lesionClass().isEmpty()) {
      json.writeStringField("class", instance.lesionClass());
    }
    json.writeNumberField("voxels", instance.voxels());
    json.writeFieldName(BOX);
    JsonText.box(json, instance.box());
  }

  private static void merged(JsonGenerator json, Joined joined) throws IOException {
    json.writeStartObject();
    json.writeStringField(REASON, BY_GRID);
    json.writeNumberField("instance", joined.id());
    json.writeArrayFieldStart("fragments");
    for (Before instance : joined.of()) {
      json.writeStartObject();
      before(json, instance);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void cut(JsonGenerator json, List<Cut> all) throws IOException {
    json.writeArrayFieldStart("cut");
    for (Cut cut : all) {
      json.writeStartObject();
      before(json, cut.before());
      json.writeNumberField("keptVoxels", cut.kept());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void split(JsonGenerator json, List<Split> all) throws IOException {
    json.writeArrayFieldStart("split");
    for (Split split : all) {
      json.writeStartObject();
      before(json, split.before());
      json.writeFieldName("into");
      json.writeArray(
          split.into().stream().mapToInt(Integer::intValue).toArray(), 0, split.into().size());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Empty for records that do not tell. */
  static Optional<GridOrigin> read(JsonObject json) {
    if (!json.has(SOURCE)) {
      return Optional.empty();
    }
    Optional<Box> crop = json.has(CROP) ? Optional.of(box(json.object(CROP))) : Optional.empty();
    return Optional.of(new GridOrigin(CaseJsonReader.geometry(json, SOURCE), crop, changes(json)));
  }

  private static GridChanges changes(JsonObject json) {
    return new GridChanges(
        dropped(json, BY_CROP),
        objects(json, "cut").stream()
            .map(item -> new Cut(before(item), item.integer("keptVoxels")))
            .toList(),
        dropped(json, BY_GRID),
        objects(json, "split").stream()
            .map(
                item ->
                    new Split(
                        before(item),
                        Arrays.stream(item.integers("into")).mapToObj(Math::toIntExact).toList()))
            .toList(),
        ofReason(json, "merged", BY_GRID).stream()
            .map(
                item ->
                    new Joined(
                        item.smallInteger("instance"),
                        item.objects("fragments").stream().map(GridOriginJson::before).toList()))
            .toList());
  }

  private static List<Before> dropped(JsonObject json, String reason) {
    return ofReason(json, "dropped", reason).stream().map(GridOriginJson::before).toList();
  }

  private static List<JsonObject> ofReason(JsonObject json, String field, String reason) {
    List<JsonObject> found = new ArrayList<>();
    for (JsonObject item : objects(json, field)) {
      if (isOurs(item) && item.text(REASON).equals(reason)) {
        found.add(item);
      }
    }
    return found;
  }

  private static List<JsonObject> objects(JsonObject json, String field) {
    return json.has(field) ? json.objects(field) : List.of();
  }

  private static Before before(JsonObject json) {
    return new Before(
        json.smallInteger("id"),
        json.integer("voxels"),
        box(json),
        json.has("class") ? json.text("class") : "");
  }

  private static Box box(JsonObject json) {
    List<int[]> corners = json.triples(BOX);
    if (corners.size() != 2) {
      throw json.damaged(BOX, "must have two corners");
    }
    return new Box(CaseJsonReader.index3(corners.get(0)), CaseJsonReader.index3(corners.get(1)));
  }
}
