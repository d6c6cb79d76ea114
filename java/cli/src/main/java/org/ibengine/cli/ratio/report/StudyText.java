package org.ibengine.cli.ratio.report;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.text.TextTable;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyCell;
import org.ibengine.study.StudyScores;
import org.ibengine.study.TrainingRange;
import org.ibengine.text.Text;

/** A study for people. */
final class StudyText {
  private StudyText() {}

  static String of(RatioStudy study) {
    return Text.format(
        "Foreground ratio of training patches%n%s%n"
            + "Test cases, in and out of that range (strictly between min and max)%n%s%n"
            + "Dice by the ratio of the case (number of cases)%n%s",
        training(study), scores(study), bins(study));
  }

  private static TextTable training(RatioStudy study) {
    TextTable table =
        new TextTable("network", "size", "runs", "patches", "mean", "min", "max", "zero");
    for (StudyCell cell : study.cells()) {
      TrainingRange range = cell.training();
      table.row(
          cell.network(),
          cell.size(),
          cell.runs(),
          range.patches(),
          Text.format("%.4f", range.mean()),
          Text.format("%.4f", range.min()),
          Text.format("%.4f", range.max()),
          Text.format("%.1f %%", 100 * range.zeroShare()));
    }
    return table;
  }

  private static TextTable scores(RatioStudy study) {
    TextTable table =
        new TextTable(
            "network",
            "size",
            "n",
            "Dice",
            "n in",
            "Dice in",
            "n out",
            "Dice out",
            "in - out",
            "HD",
            "HD in",
            "HD out");
    for (StudyCell cell : study.cells()) {
      table.row(
          cell.network(),
          cell.size(),
          cell.all().cases(),
          dice(cell.all()),
          cell.inRange().cases(),
          dice(cell.inRange()),
          cell.outOfRange().cases(),
          dice(cell.outOfRange()),
          number("%+.4f", cell.diceDrop()),
          distance(cell.all()),
          distance(cell.inRange()),
          distance(cell.outOfRange()));
    }
    return table;
  }

  private static TextTable bins(RatioStudy study) {
    List<String> header = new ArrayList<>(List.of("network", "size"));
    for (StudyCell.Bin bin : study.cells().get(0).bins()) {
      header.add(
          bin.upTo() == 1
              ? Text.format("> %.1f", bin.above())
              : Text.format("%.1f-%.1f", bin.above(), bin.upTo()));
    }
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (StudyCell cell : study.cells()) {
      List<String> row = new ArrayList<>(List.of(cell.network(), String.valueOf(cell.size())));
      for (StudyCell.Bin bin : cell.bins()) {
        StudyScores scores = bin.scores();
        row.add(scores.cases() == 0 ? "-" : Text.format("%s (%d)", dice(scores), scores.cases()));
      }
      table.row(row.toArray());
    }
    return table;
  }

  private static String dice(StudyScores scores) {
    return number("%.4f", scores.dice().value());
  }

  private static String distance(StudyScores scores) {
    return number("%.2f", scores.hausdorff().value());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : Text.format(format, value);
  }
}
