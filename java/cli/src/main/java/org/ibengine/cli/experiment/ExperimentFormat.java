package org.ibengine.cli.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.cli.text.TextTable;
import org.ibengine.csv.CsvText;
import org.ibengine.error.Printable;
import org.ibengine.experiment.Experiment;
import org.ibengine.experiment.LossFigures;
import org.ibengine.experiment.LossFigures.Mean;
import org.ibengine.experiment.RunFigures;
import org.ibengine.text.Text;

/** How {@code ib experiment} shows its figures. */
final class ExperimentFormat {
  private ExperimentFormat() {}

  private static List<String> header(Experiment experiment) {
    return List.of(
        "loss",
        "runs",
        "object Dice",
        "average recall",
        "recall",
        Text.format("recall of small (d<%s)", diameter(experiment)),
        "false alarms per case");
  }

  private static List<String> row(LossFigures loss) {
    return List.of(
        loss.loss(),
        Integer.toString(loss.runs()),
        number(loss.objectDice(), 3),
        number(loss.averageRecall(), 3),
        number(loss.recall(), 3),
        number(loss.smallRecall(), 3),
        number(loss.falseAlarmsPerCase(), 2));
  }

  /** One row per loss and what has to be known of them. */
  static String text(Experiment experiment) {
    TextTable table = new TextTable(header(experiment).toArray(String[]::new));
    experiment.losses().forEach(loss -> table.row(row(loss).toArray()));
    StringBuilder text = new StringBuilder(table.toString());
    experiment.cautions().forEach(line -> text.append(Text.format("%s%n", Printable.line(line))));
    return text.toString();
  }

  /** The same for documents, and which runs it was made of. */
  static String markdown(Experiment experiment) {
    List<String> lines = new ArrayList<>(List.of("# Losses side by side", ""));
    lines.add(cells(header(experiment)));
    lines.add("|---".repeat(header(experiment).size()) + "|");
    experiment.losses().forEach(loss -> lines.add(cells(row(loss))));
    lines.add("");
    lines.add(
        "Means over runs ± standard deviation (n − 1). Average recall: over 0 to 5 false alarms per"
            + " case. The other figures are at the threshold that made the records.");
    lines.add("");
    experiment.cautions().forEach(caution -> lines.add("- " + escaped(caution)));
    lines.addAll(
        List.of("", "| run | loss | cases | lesions | small lesions |", "|---|---|---|---|---|"));
    for (RunFigures run : experiment.runs()) {
      lines.add(
          cells(
              Stream.of(
                      run.run().name(),
                      run.run().loss(),
                      run.cases(),
                      run.lesions(),
                      run.smallLesions())
                  .map(String::valueOf)
                  .toList()));
    }
    return String.join("\n", lines);
  }

  private static String cells(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    cells.forEach(cell -> line.append(' ').append(escaped(cell)).append(" |"));
    return line.toString();
  }

  private static String escaped(String text) {
    return Printable.line(text).replace("|", "\\|");
  }

  /** One line per run; NaN where there is nothing to measure. */
  static String csv(Experiment experiment) {
    StringBuilder text =
        new StringBuilder(
            "run,loss,cases,lesions,smallLesions,objectDice,averageRecall,recall,smallRecall,"
                + "falseAlarmsPerCase");
    for (RunFigures run : experiment.runs()) {
      text.append('\n').append(CsvText.quoted(run.run().name()));
      text.append(',').append(CsvText.quoted(run.run().loss()));
      text.append(',').append(run.cases()).append(',').append(run.lesions());
      text.append(',').append(run.smallLesions()).append(',').append(run.objectDice());
      text.append(',').append(run.averageRecall()).append(',').append(run.recall());
      text.append(',').append(run.smallRecall()).append(',').append(run.falseAlarmsPerCase());
    }
    return text.toString();
  }

  static ObjectNode json(Experiment experiment) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("smallBelow", experiment.smallBelow());
    ArrayNode losses = node.putArray("losses");
    for (LossFigures loss : experiment.losses()) {
      ObjectNode one = losses.addObject().put("loss", loss.loss()).put("runs", loss.runs());
      put(one, "objectDice", loss.objectDice());
      put(one, "averageRecall", loss.averageRecall());
      put(one, "recall", loss.recall());
      put(one, "smallRecall", loss.smallRecall());
      put(one, "falseAlarmsPerCase", loss.falseAlarmsPerCase());
    }
    ArrayNode runs = node.putArray("runs");
    for (RunFigures run : experiment.runs()) {
      ObjectNode one = runs.addObject().put("run", run.run().name()).put("loss", run.run().loss());
      one.put("cases", run.cases()).put("lesions", run.lesions());
      one.put("smallLesions", run.smallLesions());
      put(one, "objectDice", run.objectDice());
      put(one, "averageRecall", run.averageRecall());
      put(one, "recall", run.recall());
      put(one, "smallRecall", run.smallRecall());
      put(one, "falseAlarmsPerCase", run.falseAlarmsPerCase());
      ArrayNode records = one.putArray("records");
      run.run().records().forEach(file -> records.add(file.toString()));
    }
    experiment.cautions().forEach(node.putArray("cautions")::add);
    return node;
  }

  private static void put(ObjectNode node, String field, Mean value) {
    ObjectNode one = node.putObject(field);
    put(one, "mean", value.mean());
    put(one, "deviation", value.deviation());
  }

  private static void put(ObjectNode node, String field, double value) {
    if (Double.isNaN(value)) {
      node.putNull(field);
    } else {
      node.put(field, value);
    }
  }

  private static String number(Mean value, int digits) {
    String format = "%." + digits + "f";
    if (Double.isNaN(value.mean())) {
      return "–";
    }
    String mean = Text.format(format, value.mean());
    return Double.isNaN(value.deviation())
        ? mean
        : mean + " ± " + Text.format(format, value.deviation());
  }

  private static String diameter(Experiment experiment) {
    return Text.format("%s", experiment.smallBelow()).replaceAll("\\.0$", "");
  }
}
