package org.ibengine.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelType;

/** Reads {@code case.json}. */
final class CaseJsonReader {
  private final JsonObject json;
  private final int version;
  private final String name;

  private CaseJsonReader(JsonObject json) {
    this.json = json;
    this.version = DatasetJson.checkVersion(json);
    this.name = json.text("case");
  }

  /**
   * @throws DatasetException if the text is damaged or of a newer format
   */
  static CaseRecord read(JsonObject json) {
    CaseJsonReader reader = new CaseJsonReader(json);
    try {
      CaseIndex index = reader.index();
      CaseIndexCheck.require(index);
      return new CaseRecord(
          index,
          json.text("optionsHash"),
          reader.sources(),
          reader.outputs(),
          PatchNames.read(json),
          json.has("largestLabel") ? json.integer("largestLabel") : 0,
          LesionChangesJson.read(json),
          GridOriginJson.read(json),
          reader.version < 2 ? Optional.empty() : Optional.of(DataId.of(json.text("id"))),
          json.has("subject") ? Optional.of(json.text("subject")) : Optional.empty(),
          json.has("packed") ? json.texts("packed") : List.of(),
          json.has("packed"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw json.damaged("case", e.getMessage());
    }
  }

  private CaseIndex index() {
    Geometry geometry = geometry(json, "geometry");
    return new CaseIndex(
        name,
        geometry,
        Connectivity.of(json.smallInteger("connectivity")),
        modalities(),
        instances(),
        json.triples("windows").stream().map(CaseJsonReader::index3).toList(),
        BodyJson.read(json, geometry.size()),
        MinedJson.read(json));
  }

  static Geometry geometry(JsonObject json, String field) {
    JsonObject geometry = json.object(field);
    double[] spacing = geometry.numbers("spacingMm", 3);
    return new Geometry(
        DatasetJson.size(geometry, "size"),
        new Geometry.Spacing(spacing[0], spacing[1], spacing[2]),
        Affine.of(geometry.numbers("affine", 12)));
  }

  private List<ModalityIndex> modalities() {
    List<ModalityIndex> modalities = new ArrayList<>();
    for (JsonObject item : json.objects("modalities")) {
      double[] raw = item.numbers("rawPercentiles", 2);
      modalities.add(
          new ModalityIndex(
              item.text("name"),
              VoxelType.valueOf(item.text("type")),
              item.number("slope"),
              item.number("intercept"),
              raw[0],
              raw[1],
              item.has("intensity")
                  ? Optional.of(IntensityJson.read(item.object("intensity")))
                  : Optional.empty(),
              RoundingJson.read(item)));
    }
    return modalities;
  }

  private List<Instance> instances() {
    List<Instance> instances = new ArrayList<>();
    for (JsonObject item : json.objects("instances")) {
      List<int[]> box = item.triples("box");
      double[] centroid = item.numbers("centroid", 3);
      if (box.size() != 2 || item.smallInteger("id") != instances.size() + 1) {
        throw item.damaged("instances", "ids must count from 1 and boxes have two corners");
      }
      instances.add(
          new Instance(
              item.smallInteger("id"),
              item.integer("voxels"),
              new Box(index3(box.get(0)), index3(box.get(1))),
              new Instance.Centroid(centroid[0], centroid[1], centroid[2]),
              item.triples("anchors").stream().map(CaseJsonReader::index3).toList(),
              item.has("class") ? item.text("class") : ""));
    }
    return instances;
  }

  private List<SourceFile> sources() {
    List<SourceFile> sources = new ArrayList<>();
    for (JsonObject item : json.objects("sources")) {
      sources.add(
          new SourceFile(
              item.text("role"), item.text("file"), item.integer("bytes"), item.text("sha256")));
    }
    return sources;
  }

  private List<OutputFile> outputs() {
    List<OutputFile> outputs = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (JsonObject item : json.objects("outputs")) {
      int crc32c = Integer.parseUnsignedInt(item.text("crc32c"), 16);
      String path = OwnPaths.check(item, "path", name);
      if (!paths.add(path)) {
        throw item.damaged("path", "must be named once, was twice: " + path);
      }
      long modifiedNs = item.has("modifiedNs") ? item.integer("modifiedNs") : 0;
      outputs.add(new OutputFile(path, item.integer("bytes"), crc32c, modifiedNs));
    }
    return outputs;
  }

  static Index3 index3(int[] triple) {
    return new Index3(triple[0], triple[1], triple[2]);
  }
}
