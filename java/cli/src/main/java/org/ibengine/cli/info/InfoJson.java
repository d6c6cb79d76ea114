package org.ibengine.cli.info;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.ibengine.io.FileInfo;
import org.ibengine.io.FileInfo.ValueRange;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.VoxelFiles;
import org.ibengine.volume.Geometry;

/** How {@code ib info} shows a file to programs. */
final class InfoJson {
  private InfoJson() {}

  static ObjectNode of(FileInfo info) {
    ImageHeader header = info.header();
    ImageHeader.Details details = header.details();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", info.path().toString());
    putVersion(node, details.format());
    node.put("byteOrder", InfoFormat.byteOrder(header));
    node.put("description", details.description());
    putVoxels(node, details.voxels());
    putGeometry(node, header.geometry());
    node.put("lengthUnit", details.lengthUnit().name().toLowerCase(Locale.ROOT));
    putCodes(node, details.codes());
    node.put("type", InfoFormat.type(header));
    node.put("slope", header.slope()).put("intercept", header.intercept());
    node.put("nonFinite", info.nonFinite()).put("nan", info.nan());
    node.put("infinite", info.infinite());
    putValues(node, info.range());
    if (!info.labels().isEmpty()) {
      info.labels().forEach(node.putArray("labels")::add);
    }
    details.contradictions().forEach(node.putArray("warnings")::add);
    return node;
  }

  /** As far as its header tells. */
  static ObjectNode of(Path path, HeaderSummary header) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", path.toString());
    putVersion(node, header.format());
    node.put("byteOrder", InfoFormat.name(header.byteOrder()));
    node.put("description", header.description());
    header.shape().forEach(node.putArray("size")::add);
    header.spacing().forEach(node.putArray("spacing")::add);
    node.put("lengthUnit", header.lengthUnit().name().toLowerCase(Locale.ROOT));
    putCodes(node, header.codes());
    node.put("type", header.typeName());
    header.typeCode().ifPresent(code -> node.put("datatype", code));
    return node;
  }

  private static void putVersion(ObjectNode node, ImageHeader.Format format) {
    node.put("format", format.name());
    if (format.version() > 0) {
      node.put(format.name().toLowerCase(Locale.ROOT) + "Version", format.version());
    }
  }

  private static void putVoxels(ObjectNode node, VoxelFiles voxels) {
    node.put("dataPath", voxels.first().toString());
    if (voxels.paths().size() > 1) {
      voxels.paths().forEach(path -> node.withArray("dataPaths").add(path.toString()));
    }
    if (voxels.skip() != VoxelFiles.LAST) {
      node.put("dataOffset", voxels.begin() + voxels.skip());
    }
    node.put("encoding", voxels.encoding().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static void putCodes(ObjectNode node, Map<String, Integer> codes) {
    codes.forEach((name, code) -> node.put(name + "Code", code));
  }

  private static void putGeometry(ObjectNode node, Geometry geometry) {
    ArrayNode size = node.putArray("size");
    size.add(geometry.size().x()).add(geometry.size().y()).add(geometry.size().z());
    ArrayNode spacing = node.putArray("spacingMm");
    spacing.add(geometry.spacing().x()).add(geometry.spacing().y()).add(geometry.spacing().z());
    ArrayNode affine = node.putArray("affine");
    for (int row = 0; row < 3; row++) {
      ArrayNode values = affine.addArray();
      for (int column = 0; column < 4; column++) {
        values.add(geometry.affine().get(row, column));
      }
    }
  }

  private static void putValues(ObjectNode node, ValueRange range) {
    if (range == null) {
      node.putNull("values");
      return;
    }
    node.putObject("values")
        .put("min", range.min())
        .put("p1", range.p1())
        .put("p50", range.median())
        .put("p99", range.p99())
        .put("max", range.max());
  }
}
