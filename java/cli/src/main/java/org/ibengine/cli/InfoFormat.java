package org.ibengine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.StringJoiner;
import org.ibengine.cli.FileInfo.ValueRange;
import org.ibengine.error.Printable;
import org.ibengine.io.NiftiHeader;
import org.ibengine.volume.Geometry;

/** How {@code ib info} shows a file, to people and to programs. */
final class InfoFormat {
  private InfoFormat() {}

  static String text(FileInfo info) {
    NiftiHeader header = info.header();
    NiftiHeader.Details details = header.details();
    Geometry geometry = header.geometry();
    StringJoiner lines = new StringJoiner("\n  ");
    lines.add(Printable.line(info.path().toString()));
    lines.add(
        "format    NIfTI-%d, %s, voxels from byte %d of %s"
            .formatted(
                details.version(),
                byteOrder(header),
                details.dataOffset(),
                Printable.line(details.dataPath().getFileName().toString())));
    lines.add("size      " + geometry.size());
    lines.add("spacing   " + geometry.spacing() + " mm");
    lines.add("affine    " + geometry.affine());
    lines.add("codes     sform %d, qform %d".formatted(details.sformCode(), details.qformCode()));
    lines.add("type      " + type(header) + scaling(header));
    lines.add("values    " + values(info));
    if (!info.labels().isEmpty()) {
      lines.add("labels    " + info.labels());
    }
    return lines.toString();
  }

  private static String scaling(NiftiHeader header) {
    return header.isScaled()
        ? ", value = stored × %s + %s".formatted(header.slope(), header.intercept())
        : ", not scaled";
  }

  private static String values(FileInfo info) {
    ValueRange range = info.range();
    if (range == null) {
      return "%d are NaN or infinite; no range".formatted(info.nonFinite());
    }
    return "%s to %s, percentiles 1: %s, 50: %s, 99: %s, all finite"
        .formatted(
            number(range.min()),
            number(range.max()),
            number(range.p1()),
            number(range.median()),
            number(range.p99()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  static ObjectNode json(FileInfo info) {
    NiftiHeader header = info.header();
    NiftiHeader.Details details = header.details();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", info.path().toString());
    node.put("nifti_version", details.version());
    node.put("byte_order", byteOrder(header));
    node.put("description", details.description());
    node.put("data_path", details.dataPath().toString());
    node.put("data_offset", details.dataOffset());
    putGeometry(node, header.geometry());
    node.put("sform_code", details.sformCode()).put("qform_code", details.qformCode());
    node.put("type", type(header));
    node.put("slope", header.slope()).put("intercept", header.intercept());
    node.put("non_finite", info.nonFinite());
    putValues(node, info.range());
    if (!info.labels().isEmpty()) {
      info.labels().forEach(node.putArray("labels")::add);
    }
    return node;
  }

  private static void putGeometry(ObjectNode node, Geometry geometry) {
    ArrayNode size = node.putArray("size");
    size.add(geometry.size().x()).add(geometry.size().y()).add(geometry.size().z());
    ArrayNode spacing = node.putArray("spacing_mm");
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

  private static String type(NiftiHeader header) {
    return header.storedType().name().toLowerCase(Locale.ROOT);
  }

  private static String byteOrder(NiftiHeader header) {
    return header.details().byteOrder() == ByteOrder.LITTLE_ENDIAN ? "little-endian" : "big-endian";
  }
}
