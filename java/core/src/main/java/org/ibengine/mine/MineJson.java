package org.ibengine.mine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.ibengine.volume.Size3;

/** {@code bg_index.json}: options, what was found of each scan, and which were skipped. */
final class MineJson {
  private MineJson() {}

  static String of(MineRequest request, MineSummary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json.putObject("options"), request);
    json.put("patches", summary.patches());
    ArrayNode scans = json.putArray("scans");
    summary.scans().forEach(scan -> put(scans.addObject(), scan));
    ArrayNode skipped = json.putArray("skipped");
    for (MineSummary.Skipped scan : summary.skipped()) {
      ObjectNode node = skipped.addObject().put("uid", scan.uid());
      scan.reasons().forEach(node.putArray("reasons")::add);
    }
    ArrayNode masks = json.putArray("masksWithoutScan");
    summary.loneMasks().forEach(mask -> masks.add(mask.toString()));
    ArrayNode rows = json.putArray("rows");
    for (RowCount count : summary.rows()) {
      ObjectNode node = rows.addObject().put("file", count.name()).put("rows", count.rows());
      node.put("withoutScan", count.withoutScan());
      count.missing().forEach(node.putArray("missingScans")::add);
    }
    return json.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, MineRequest request) {
    MineRules rules = request.options().rules();
    MineDraw draw = request.options().draw();
    node.put("raw", request.input().scans().toString());
    node.put("annotations", request.input().annotations().toString());
    node.put("exclude", request.input().exclude().map(Path::toString).orElse(null));
    node.put("candidates", request.input().candidates().map(Path::toString).orElse(null));
    Size3 size = rules.patchSize();
    node.putArray("patchSize").add(size.x()).add(size.y()).add(size.z());
    node.put("rules", rules.notebook() ? "notebook" : "strict");
    node.put("lung", rules.lung().label());
    node.put("minLungVoxels", rules.minLungVoxels());
    node.put("minDistanceMm", rules.minDistanceMm());
    node.put("minSurfaceMm", rules.minSurfaceMm());
    if (rules.guardMm().isPresent()) {
      node.put("guardMm", rules.guardMm().getAsDouble());
    } else {
      node.putNull("guardMm"); // that of each scan
    }
    node.put("perScan", draw.perScan());
    node.put("hardness", draw.hardness());
    node.put("seed", draw.seed());
    node.put("minSpacingMm", draw.minSpacingMm());
    node.put("layout", request.options().layout().label());
  }

  private static void put(ObjectNode node, MinedScan scan) {
    node.put("uid", scan.uid());
    node.put("file", scan.file().toString());
    node.put("hasLungMask", scan.hasMask());
    node.put("lungRule", scan.rule().label());
    node.put("guardMm", scan.guardMm());
    node.put("nodules", scan.nodules());
    node.put("nodulesOutside", scan.outside());
    node.put("nodulesWithoutVoxel", scan.tiny());
    node.put("excluded", scan.excluded());
    ObjectNode left = node.putObject("left");
    scan.left().byRule().forEach(left::put);
    scan.dropped().ifPresent(counts -> put(node, counts));
    node.put("feasible", scan.feasible());
    node.put("candidates", scan.candidates());
    node.put("patches", scan.patches().size());
    if (scan.holding().isPresent()) {
      node.put("windowsHoldingANodule", scan.holding().getAsLong());
    }
  }

  private static void put(ObjectNode node, CandidateCounts counts) {
    ObjectNode dropped =
        node.putObject("candidateRows").put("given", counts.given()).putObject("dropped");
    counts.dropped().forEach((reason, count) -> dropped.put(reason.label(), count));
  }
}
