package org.ibengine.cli.froc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ibengine.cli.text.TextTable;
import org.ibengine.evaluation.FrocCurve;
import org.ibengine.evaluation.FrocIntervals;
import org.ibengine.evaluation.FrocIntervals.Interval;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.ObjectDice;
import org.ibengine.label.Connectivity;
import org.ibengine.text.Text;

/** How {@code ib froc} shows its figures, to people and to programs. */
final class FrocFormat {
  /** {@link FrocCurve#RATES} as people write them. */
  static final List<String> RATE_NAMES = List.of("1/8", "1/4", "1/2", "1", "2", "4", "8");

  private FrocFormat() {}

  static String text(FrocReport report) {
    ObjectDice all = report.all().objectDice();
    long truths = report.all().curve().truths();
    return Text.format(
        "%s%s, %s, %d found%s, %s (%s per case)%n%s%n%n%s%n%s",
        Text.counted(report.result().cases(), "case"),
        report.missing().isEmpty()
            ? ""
            : Text.format(" (%d without prediction)", report.missing().size()),
        Text.counted(truths, "instance"),
        all.found(),
        truths == 0 ? "" : Text.format(" (%.1f %%)", 100.0 * all.found() / truths),
        Text.counted(report.falsePositives(), "false positive"),
        number(report.falsePositivesPerCase()),
        objects(report.settings()),
        table(report),
        footnote(report));
  }

  /** Instances counted with two connectivities are not the same instances, so both are told. */
  private static String objects(FrocReport.Settings settings) {
    return settings
        .volumes()
        .map(volumes -> objects(volumes.objects()))
        .orElseGet(
            () ->
                "objects: as in "
                    + Text.counted(settings.records().size(), "file")
                    + " of records");
  }

  private static String objects(FrocReport.Objects objects) {
    int used = objects.connectivity().neighbours();
    String dataset =
        objects
            .ofDataset()
            .map(
                prepared ->
                    prepared == objects.connectivity()
                        ? ", as the dataset"
                        : Text.format(
                                "; the dataset was prepared with %d, so its own number of instances may",
                                prepared.neighbours())
                            + " differ")
            .orElse("");
    return Text.format(
        "objects: connectivity %d%s; matching %s", used, dataset, objects.matching().label());
  }

  private static TextTable table(FrocReport report) {
    List<String> header = new ArrayList<>(List.of("size in voxels", "instances", "found"));
    header.add("average recall");
    RATE_NAMES.forEach(name -> header.add("at " + name));
    header.add("object Dice");
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (FrocResult.Group group : report.result().groups()) {
      List<Object> row = new ArrayList<>();
      row.add(group.instances().label());
      row.add(group.curve().truths());
      row.add(group.objectDice().found());
      row.add(number(group.curve().averageRecall()) + average(group));
      group.curve().sensitivities().forEach(value -> row.add(number(value)));
      row.add(dice(group.objectDice()));
      table.row(row.toArray());
    }
    return table;
  }

  private static String average(FrocResult.Group group) {
    return group.intervals().map(found -> text(" ", found.averageRecall())).orElse("");
  }

  private static String dice(ObjectDice dice) {
    return dice.found() == 0
        ? number(Double.NaN)
        : number(dice.mean()) + " ± " + number(dice.deviation());
  }

  /** As {@code [0.412, 0.577]} after {@code before}; nothing where there is no interval. */
  static String text(String before, Interval interval) {
    return Double.isNaN(interval.low())
        ? ""
        : before + "[" + number(interval.low()) + ", " + number(interval.high()) + "]";
  }

  private static String footnote(FrocReport report) {
    FrocResult.Bootstrap bootstrap = report.settings().bootstrap();
    String intervals =
        bootstrap.rounds() == 0 || report.result().cases() == 1
            ? ""
            : Text.format(
                " [95 %% interval: %s of cases, seed %d]",
                Text.counted(bootstrap.rounds(), "draw"), bootstrap.seed());
    return Text.format(
        "average recall: over 0 to %d false positives per case%s%n"
            + "at 1/8 … at 8: recall at that many false positives per case, those of all sizes%n%s",
        FrocCurve.AVERAGE_UP_TO, intervals, absent(report));
  }

  /** Says in words what the dashes stand for. */
  private static String absent(FrocReport report) {
    StringBuilder text = new StringBuilder();
    if (report.all().curve().truths() == 0) {
      text.append("no instance: there is no recall; false positives are counted nevertheless%n");
    } else if (report.result().groups().stream().anyMatch(group -> group.curve().truths() == 0)) {
      text.append("–: no instance of that size, so there is no recall%n");
    }
    if (report.result().cases() == 1 && report.settings().bootstrap().rounds() > 0) {
      text.append("no intervals: they are drawn from several cases, but there is only one%n");
    }
    return Text.format(text.toString());
  }

  static String number(double value) {
    return Double.isNaN(value) ? "–" : Text.format("%.3f", value);
  }

  static ObjectNode json(FrocReport report) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("cases", report.result().cases());
    node.put("casesDividedBy", report.all().curve().cases());
    report.missing().forEach(node.putArray("casesWithoutPrediction")::add);
    report.unused().forEach(node.putArray("predictionsWithoutCase")::add);
    node.put("falsePositives", report.falsePositives());
    node.put("falsePositivesPerCase", report.falsePositivesPerCase());
    node.put("rules", report.result().rules().name().toLowerCase(Locale.ROOT));
    Optional<FrocReport.Volumes> volumes = report.settings().volumes();
    Optional<FrocReport.Objects> objects = volumes.map(FrocReport.Volumes::objects);
    node.put("scores", volumes.map(FrocReport.Volumes::scores).orElse("logit"));
    node.put("threshold", volumes.map(FrocReport.Volumes::threshold).orElse(null));
    node.put("connectivity", objects.map(item -> item.connectivity().neighbours()).orElse(null));
    node.put(
        "datasetConnectivity",
        objects.flatMap(FrocReport.Objects::ofDataset).map(Connectivity::neighbours).orElse(null));
    node.put("matching", objects.map(item -> item.matching().label()).orElse(null));
    if (volumes.isEmpty()) {
      ArrayNode records = node.putArray("records");
      report.settings().records().forEach(file -> records.add(file.toString()));
    }
    node.putObject("bootstrap")
        .put("rounds", report.settings().bootstrap().rounds())
        .put("seed", report.settings().bootstrap().seed());
    FrocCurve.RATES.forEach(node.putArray("rates")::add);
    ArrayNode groups = node.putArray("groups");
    report.result().groups().forEach(group -> put(groups.addObject(), group));
    return node;
  }

  private static void put(ObjectNode node, FrocResult.Group group) {
    FrocCurve curve = group.curve();
    node.put("group", group.instances().label());
    node.put("instances", curve.truths());
    node.put("found", group.objectDice().found());
    put(node, "recall", curve.recall(curve.points() - 1));
    put(node, "averageRecall", curve.averageRecall());
    ArrayNode sensitivities = node.putArray("sensitivities");
    curve.sensitivities().forEach(value -> sensitivities.add(value.isNaN() ? null : value));
    put(node, "objectDice", group.objectDice().mean());
    put(node, "objectDiceDeviation", group.objectDice().deviation());
    group.intervals().ifPresent(found -> put(node.putObject("intervals"), found));
  }

  private static void put(ObjectNode node, FrocIntervals intervals) {
    node.put("rounds", intervals.rounds());
    put(node.putArray("recall"), intervals.recall());
    put(node.putArray("averageRecall"), intervals.averageRecall());
    put(node.putArray("objectDice"), intervals.objectDice());
    ArrayNode sensitivities = node.putArray("sensitivities");
    intervals.sensitivities().forEach(interval -> put(sensitivities.addArray(), interval));
  }

  private static void put(ArrayNode node, Interval interval) {
    if (Double.isNaN(interval.low())) {
      node.addNull().addNull();
    } else {
      node.add(interval.low()).add(interval.high());
    }
  }

  private static void put(ObjectNode node, String field, double value) {
    if (Double.isNaN(value)) {
      node.putNull(field);
    } else {
      node.put(field, value);
    }
  }
}
