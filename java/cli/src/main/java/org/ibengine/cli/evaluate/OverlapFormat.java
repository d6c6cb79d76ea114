package org.ibengine.cli.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.text.TextTable;
import org.ibengine.evaluation.overlap.ClassOverlap;
import org.ibengine.evaluation.overlap.LesionScore;
import org.ibengine.evaluation.overlap.OverlapMean;
import org.ibengine.evaluation.overlap.OverlapMeasure;
import org.ibengine.label.Connectivity;
import org.ibengine.text.Text;

/** How {@code ib evaluate} shows its means, to people and to programs. */
final class OverlapFormat {
  private static final List<OverlapMeasure> SHOWN =
      List.of(
          OverlapMeasure.DICE,
          OverlapMeasure.HAUSDORFF,
          OverlapMeasure.HAUSDORFF_95,
          OverlapMeasure.HAUSDORFF_MM,
          OverlapMeasure.HAUSDORFF_95_MM,
          OverlapMeasure.SURFACE_DICE,
          OverlapMeasure.VOLUME_DIFFERENCE_MM3);

  private OverlapFormat() {}

  static String text(OverlapReport report) {
    TextTable table =
        new TextTable(
            "class",
            "Dice",
            "Hausdorff",
            "95 %",
            "mm",
            "95 % mm",
            Text.format("surface Dice at %s mm", plain(report.settings().masks().toleranceMm())),
            "mm³ off",
            "lesions",
            "matched",
            "missed",
            "false");
    boolean leftOut = false;
    for (int i = 0; i < report.classes().size(); i++) {
      List<ClassOverlap> items = report.ofClass(i);
      List<Object> row = new ArrayList<>(List.of(report.classes().get(i)));
      for (OverlapMeasure measure : SHOWN) {
        OverlapMean mean = OverlapMean.of(measure, items);
        leftOut |= mean.leftOut() > 0;
        row.add(number(mean.mean()) + (mean.leftOut() > 0 ? "*" : ""));
      }
      long matched = count(items, LesionScore.Kind.MATCHED);
      long missed = count(items, LesionScore.Kind.MISSED);
      row.addAll(List.of(matched + missed, matched, missed));
      row.add(count(items, LesionScore.Kind.FALSE));
      table.row(row.toArray());
    }
    return Text.format(
        "%s, means over cases; distances in voxels and mm%n%s%s",
        Text.counted(report.cases().size(), "case"),
        table,
        leftOut
            ? Text.format("*: without cases whose mask is empty; summary.json counts them%n")
            : "");
  }

  private static long count(List<ClassOverlap> items, LesionScore.Kind kind) {
    return items.stream().mapToLong(item -> item.count(kind)).sum();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : Text.format("%.3f", value);
  }

  private static String plain(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }

  static ObjectNode json(OverlapReport report) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("cases", report.cases().size());
    putMeans(node, report.all());
    ArrayNode classes = node.putArray("classes");
    for (int i = 0; i < report.classes().size(); i++) {
      ObjectNode one = classes.addObject().put("class", report.classes().get(i));
      putMeans(one, report.ofClass(i));
      putLesions(one.putObject("lesions"), report.ofClass(i));
    }
    report.missing().forEach(node.putArray("casesWithoutPrediction")::add);
    ArrayNode failed = node.putArray("casesThatFailed");
    report
        .failures()
        .forEach(
            failure ->
                failed
                    .addObject()
                    .put("case", failure.caseName())
                    .put("message", failure.message()));
    report.unused().forEach(node.putArray("predictionsWithoutCase")::add);
    OverlapReport.Settings settings = report.settings();
    node.put("missingAreEmpty", settings.missingAreEmpty());
    node.put("predictions", settings.masks().kind());
    node.put("threshold", settings.masks().threshold());
    node.put("toleranceMm", settings.masks().toleranceMm());
    node.put("connectivity", settings.connectivity().neighbours());
    node.put(
        "datasetConnectivity", settings.ofDataset().map(Connectivity::neighbours).orElse(null));
    return node;
  }

  /** The means, and how many values were NaN and are in none. */
  private static void putMeans(ObjectNode node, List<ClassOverlap> items) {
    ObjectNode means = node.putObject("means");
    ObjectNode leftOut = node.putObject("leftOut");
    for (OverlapMeasure measure : OverlapMeasure.values()) {
      OverlapMean mean = OverlapMean.of(measure, items);
      put(means, measure.label(), mean.mean());
      leftOut.put(measure.label(), mean.leftOut());
    }
  }

  /** Of all cases together. */
  private static void putLesions(ObjectNode node, List<ClassOverlap> items) {
    long matched = count(items, LesionScore.Kind.MATCHED);
    long missed = count(items, LesionScore.Kind.MISSED);
    double dice =
        items.stream()
            .flatMap(item -> item.lesions().stream())
            .filter(lesion -> lesion.kind() == LesionScore.Kind.MATCHED)
            .mapToDouble(LesionScore::dice)
            .average()
            .orElse(Double.NaN);
    node.put("instances", matched + missed).put("matched", matched).put("missed", missed);
    node.put("false", count(items, LesionScore.Kind.FALSE));
    put(node, "recall", (double) matched / (matched + missed));
    put(node, "objectDice", dice);
  }

  private static void put(ObjectNode node, String field, double value) {
    if (Double.isNaN(value)) {
      node.putNull(field);
    } else {
      node.put(field, value);
    }
  }
}
