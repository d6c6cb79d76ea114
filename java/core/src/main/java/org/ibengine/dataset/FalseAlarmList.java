package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.csv.CsvTable;
import org.ibengine.error.DatasetException;
import org.ibengine.plan.FalseAlarms;

/**
 * The predicted objects in an {@code objects.csv} of {@code ib froc}, by case. Immutable, so
 * thread-safe.
 */
final class FalseAlarmList {
  private static final List<String> VOXEL = List.of("x", "y", "z");
  private static final List<String> MM = List.of("x_mm", "y_mm", "z_mm");
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

    /** What windows are ordered or drawn by: a probability is 1 from a logit of 37 on. */
    double score(FalseAlarms.Order order) {
      return order == FalseAlarms.Order.CONFIDENT ? logit : weight();
    }
  }

  private final Map<String, List<Alarm>> alarms = new HashMap<>();

  private FalseAlarmList() {}

  /**
   * @throws DatasetException if it cannot be read, a column is missing or a cell is not a number
   */
  static FalseAlarmList read(Path file) {
    FalseAlarmList list = new FalseAlarmList();
    CsvTable.read(file, COLUMNS, "; is it an objects.csv of ib froc?").rows().forEach(list::add);
    Comparator<Alarm> confident = Comparator.comparingDouble((Alarm one) -> -one.logit());
    list.alarms.values().forEach(ofCase -> ofCase.sort(confident)); // stable: ties as in the file
    return list;
  }

  private void add(CsvTable.Row row) {
    if (!row.text("kind").equals("prediction")) {
      return;
    }
    alarms
        .computeIfAbsent(row.required("case"), name -> new ArrayList<>())
        .add(
            new Alarm(
                numbers(row, VOXEL),
                row.text("x_mm").isEmpty() ? null : numbers(row, MM),
                row.number("hit_dice") > 0,
                logit(row)));
  }

  private static double[] numbers(CsvTable.Row row, List<String> columns) {
    return columns.stream().mapToDouble(row::number).toArray();
  }

  /** Infinite where the probability is 1 or 0. */
  private static double logit(CsvTable.Row row) {
    return switch (row.text("logit")) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> row.number("logit");
    };
  }

  /** Those of a case, the most confident first. */
  List<Alarm> of(String caseName) {
    return alarms.getOrDefault(caseName, List.of());
  }

  /** How many are of other cases than these. */
  int unknown(Collection<String> cases) {
    int known = cases.stream().mapToInt(name -> of(name).size()).sum();
    return alarms.values().stream().mapToInt(List::size).sum() - known;
  }
}
