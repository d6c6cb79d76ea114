package org.ibengine.cli.ratio.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyCell;
import org.ibengine.study.StudyScores;
import org.ibengine.study.TrainingRange;

/** A study for programs; fields as docs/reference/ratio.md says. */
final class StudyJson {
  private StudyJson() {}

  static ObjectNode of(RatioStudy study, List<String> unfinished) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var sizes = json.putArray("sizes");
    study.cells().forEach(cell -> put(sizes.addObject(), cell));
    unfinished.forEach(json.putArray("unfinished")::add);
    return json;
  }

  private static void put(ObjectNode json, StudyCell cell) {
    json.put("network", cell.network()).put("size", cell.size()).put("runs", cell.runs());
    TrainingRange range = cell.training();
    json.putObject("training")
        .put("patches", range.patches())
        .put("mean", range.mean())
        .put("min", range.min())
        .put("max", range.max())
        .put("zeroShare", range.zeroShare());
    put(json.putObject("all"), cell.all());
    put(json.putObject("inRange"), cell.inRange());
    put(json.putObject("outOfRange"), cell.outOfRange());
    put(json, "diceDrop", cell.diceDrop());
    put(json, "hausdorffDrop", cell.hausdorffDrop());
    var bins = json.putArray("bins");
    for (StudyCell.Bin bin : cell.bins()) {
      ObjectNode one = bins.addObject().put("above", bin.above()).put("upTo", bin.upTo());
      put(one, bin.scores());
    }
  }

  private static void put(ObjectNode json, StudyScores scores) {
    json.put("cases", scores.cases());
    put(json, "dice", scores.dice().value());
    json.put("diceCases", scores.dice().cases());
    put(json, "hausdorff", scores.hausdorff().value());
    json.put("hausdorffCases", scores.hausdorff().cases());
  }

  private static void put(ObjectNode json, String field, double value) {
    if (Double.isNaN(value)) {
      json.putNull(field);
    } else {
      json.put(field, value);
    }
  }
}
