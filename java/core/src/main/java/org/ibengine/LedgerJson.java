package org.ibengine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A ledger as JSON; fields as docs/reference/epochs.md says. */
final class LedgerJson {
  private LedgerJson() {}

  static String of(Ledger ledger) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("worldSize", ledger.worldSize());
    ObjectNode steps = json.putObject("steps");
    ledger.steps().forEach((rank, step) -> steps.put(Integer.toString(rank), step));
    ArrayNode rows = json.putArray("instances");
    for (Ledger.Row row : ledger.instances()) {
      ObjectNode item = rows.addObject();
      item.put("case", row.caseName());
      item.put("instance", row.instanceId());
      if (!row.lesionClass().isEmpty()) {
        item.put("class", row.lesionClass());
      }
      item.put("voxels", row.voxels());
      item.put("expected", row.expected());
      item.put("planned", row.planned());
      item.put("delivered", row.delivered());
    }
    ObjectNode cases = json.putObject("cases");
    ledger.cases().forEach((name, count) -> put(cases.putObject(name), count));
    ObjectNode classes = json.putObject("classes");
    ledger.classes().forEach((name, count) -> put(classes.putObject(name), count));
    ObjectNode sizes = json.putObject("sizes");
    ledger.sizes().forEach((bin, count) -> put(sizes.putObject(bin.label()), count));
    ObjectNode background = json.putObject("negatives");
    ledger.negatives().forEach((name, count) -> put(background.putObject(name), count));
    ObjectNode strata = json.putObject("strata");
    ledger.strata().forEach((label, count) -> put(strata.putObject(label), count));
    put(json.putObject("filler"), ledger.filler());
    ledger
        .foreground()
        .flatMap(ForegroundLog::summary)
        .ifPresent(ratios -> put(json.putObject("ratios"), ratios));
    put(json.putArray("neverSeen"), ledger.neverSeen());
    put(json.putArray("neverSeenHere"), ledger.neverSeenHere());
    json.set("options", ledger.options().toTree());
    return json.toPrettyString();
  }

  private static void put(ObjectNode node, Ledger.Count count) {
    node.put("planned", count.planned());
    node.put("delivered", count.delivered());
  }

  private static void put(ObjectNode node, StratumCount count) {
    node.put("pool", count.pool());
    node.put("planned", count.planned());
    node.put("delivered", count.delivered());
    node.put("distinct", count.distinct());
    count.distanceMm().ifPresent(of -> put(node.putObject("distanceMm"), of));
    count.bodyShare().ifPresent(of -> put(node.putObject("bodyShare"), of));
  }

  private static void put(ObjectNode node, StratumCount.Quantiles of) {
    node.put("min", of.min()).put("p25", of.p25()).put("median", of.median());
    node.put("p75", of.p75()).put("max", of.max()).put("mean", of.mean());
  }

  private static void put(ObjectNode node, RatioSummary of) {
    node.put("patches", of.patches()).put("mean", of.mean()).put("sd", of.sd());
    node.put("min", of.min()).put("max", of.max());
    ArrayNode quantiles = node.putArray("quantiles");
    of.quantiles().forEach(quantiles::add);
    node.put("zeroShare", of.zeroShare());
    ArrayNode histogram = node.putArray("histogram");
    of.histogram().forEach(histogram::add);
  }

  private static void put(ArrayNode names, List<Ledger.Row> rows) {
    rows.forEach(row -> names.add(row.caseName() + "#" + row.instanceId()));
  }
}
