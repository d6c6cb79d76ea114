package org.ibengine.cli.ratio.report;

import org.ibengine.csv.CsvText;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyCell;
import org.ibengine.study.StudyScores;
import org.ibengine.study.TrainingRange;

/** A study as tables; a cell is empty where there is nothing to average. */
final class StudyCsv {
  private static final String[] SCORES = {"Cases", "Dice", "Hausdorff"};

  private StudyCsv() {}

  /** A line for each network and size. */
  static String sizes(RatioStudy study) {
    StringBuilder text = new StringBuilder("network,size,runs,patches,mean,min,max,zeroShare");
    for (String part : new String[] {"all", "inRange", "outOfRange"}) {
      for (String score : SCORES) {
        text.append(',').append(part).append(score);
      }
    }
    text.append(",diceDrop,hausdorffDrop");
    for (StudyCell cell : study.cells()) {
      begin(text, cell).append(',').append(cell.runs());
      TrainingRange range = cell.training();
      text.append(',').append(range.patches()).append(',').append(range.mean());
      text.append(',').append(range.min()).append(',').append(range.max());
      text.append(',').append(range.zeroShare());
      append(text, cell.all());
      append(text, cell.inRange());
      append(text, cell.outOfRange());
      text.append(',').append(number(cell.diceDrop()));
      text.append(',').append(number(cell.hausdorffDrop()));
    }
    return text.toString();
  }

  /** A line for each network, size and bin of ratios. */
  static String bins(RatioStudy study) {
    StringBuilder text = new StringBuilder("network,size,above,upTo,cases,dice,hausdorff");
    for (StudyCell cell : study.cells()) {
      for (StudyCell.Bin bin : cell.bins()) {
        begin(text, cell).append(',').append(bin.above()).append(',').append(bin.upTo());
        append(text, bin.scores());
      }
    }
    return text.toString();
  }

  private static StringBuilder begin(StringBuilder text, StudyCell cell) {
    return text.append('\n').append(CsvText.quoted(cell.network())).append(',').append(cell.size());
  }

  private static void append(StringBuilder text, StudyScores scores) {
    text.append(',').append(scores.cases());
    text.append(',').append(number(scores.dice().value()));
    text.append(',').append(number(scores.hausdorff().value()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
