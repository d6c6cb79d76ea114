package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.input.CsvRows;
import org.ibengine.text.Text;

/**
 * The predicted objects in an {@code objects.csv} of {@code ib froc}, by case. Immutable, so
 * thread-safe.
 */
final class FalseAlarmList {
  private static final List<String> COLUMNS =
      List.of("case", "kind", "x", "y", "z", "hit_dice", "logit", "x_mm", "y_mm", "z_mm");

  /**
   * One predicted object.
   *
   * @param voxel its centre in voxels of the ground truth
   * @param mm its centre in mm, RAS; null where it is not known
   * @param hits whether it meets a lesion
   * @param logit its score
   */
  record Alarm(double[] voxel, double[] mm, boolean hits, double logit) {
    /** Its score as a probability, above 0. */
    double weight() {
      return Math.max(Double.MIN_NORMAL, 1 / (1 + StrictMath.exp(-logit)));
    }
  }

  private final Path file;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, List<Alarm>> alarms = new HashMap<>();

  private FalseAlarmList(Path file) {
    this.file = file;
  }

  /**
   * @throws DatasetException if it cannot be read, a column is missing or a cell is not a number
   */
  static FalseAlarmList read(Path file) {
    FalseAlarmList list = new FalseAlarmList(file);
    List<CsvRows.Row> rows = CsvRows.read(file);
    if (rows.isEmpty()) {
      throw new DatasetException(file, "must have a header, is empty");
    }
    list.header(rows.get(0).cells());
    rows.subList(1, rows.size()).forEach(list::add);
    Comparator<Alarm> confident = Comparator.comparingDouble((Alarm one) -> -one.logit());
    list.alarms.values().forEach(ofCase -> ofCase.sort(confident)); // stable: ties as in the file
    return list;
  }

  private void header(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      columns.put(cells.get(i).strip(), i);
    }
    for (String column : COLUMNS) {
      if (!columns.containsKey(column)) {
        throw new DatasetException(
            file,
            Text.format(
                "must have a column %s, has %s; is it an objects.csv of ib froc?", column, cells));
      }
    }
  }

  private void add(CsvRows.Row row) {
    if (!cell(row, "kind").equals("prediction")) {
      return;
    }
    double[] mm =
        cell(row, "x_mm").isEmpty()
            ? null
            : new double[] {number(row, "x_mm"), number(row, "y_mm"), number(row, "z_mm")};
    alarms
        .computeIfAbsent(cell(row, "case"), name -> new ArrayList<>())
        .add(
            new Alarm(
                new double[] {number(row, "x"), number(row, "y"), number(row, "z")},
                mm,
                number(row, "hit_dice") > 0,
                number(row, "logit")));
  }

  private String cell(CsvRows.Row row, String column) {
    int at = columns.get(column);
    if (at >= row.cells().size()) {
      throw new DatasetException(
          file, Text.format("line %d must have a cell for %s, has none", row.line(), column));
    }
    return row.cells().get(at).strip();
  }

  private double number(CsvRows.Row row, String column) {
    String text = cell(row, column);
    try {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new DatasetException(
          file, Text.format("line %d: %s must be a number, was '%s'", row.line(), column, text), e);
    }
  }

  /** Those of a case, the most confident first. */
  List<Alarm> of(String caseName) {
    return alarms.getOrDefault(caseName, List.of());
  }

  /** How many are of other cases than these. */
  int unknown(java.util.Collection<String> cases) {
    int known = cases.stream().mapToInt(name -> of(name).size()).sum();
    return alarms.values().stream().mapToInt(List::size).sum() - known;
  }
}
