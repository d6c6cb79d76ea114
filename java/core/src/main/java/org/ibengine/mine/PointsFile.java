package org.ibengine.mine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.input.CsvRows;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** A CSV file of positions, as LUNA16 has them: columns are found by their names. */
final class PointsFile {
  private static final String UID = "seriesuid";
  private static final List<String> AXES = List.of("coordX", "coordY", "coordZ");

  private final Path file;
  private final String value;
  private final Map<String, Integer> columns = new HashMap<>();

  private PointsFile(Path file, String value) {
    this.file = file;
    this.value = value;
  }

  /**
   * A row.
   *
   * @param world position in mm, LPS
   * @param value of the last column
   * @param line of the file, from 1
   */
  record Point(double[] world, double value, int line) {}

  /**
   * All rows by scan, each in the order of the file.
   *
   * @param value name of the last column
   * @throws DatasetException if a column is missing or a cell is not a number
   */
  static Map<String, List<Point>> read(Path file, String value) {
    return new PointsFile(file, value).read();
  }

  private Map<String, List<Point>> read() {
    List<CsvRows.Row> rows = CsvRows.read(file);
    if (rows.isEmpty()) {
      throw new DatasetException(file, "must have a header, is empty");
    }
    header(rows.get(0).cells());
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (CsvRows.Row row : rows.subList(1, rows.size())) {
      double[] world = new double[3];
      for (int axis = 0; axis < 3; axis++) {
        world[axis] = number(row, AXES.get(axis));
      }
      points
          .computeIfAbsent(cell(row, UID), uid -> new ArrayList<>())
          .add(new Point(world, number(row, value), row.line()));
    }
    return points;
  }

  private void header(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      columns.putIfAbsent(cells.get(i).strip(), i);
    }
    List<String> wanted = new ArrayList<>(List.of(UID));
    wanted.addAll(AXES);
    wanted.add(value);
    wanted.removeAll(columns.keySet());
    if (!wanted.isEmpty()) {
      throw new DatasetException(
          file,
          Text.format(
              "must have columns %s, %s, %s; %s missing, its header is %s",
              UID,
              String.join(", ", AXES),
              value,
              NameList.of(wanted) + (wanted.size() == 1 ? " is" : " are"),
              NameList.of(cells)));
    }
  }

  private String cell(CsvRows.Row row, String column) {
    int at = columns.get(column);
    String cell = at < row.cells().size() ? row.cells().get(at).strip() : "";
    if (cell.isEmpty()) {
      throw new DatasetException(file, Text.format("line %d: no %s", row.line(), column));
    }
    return cell;
  }

  private double number(CsvRows.Row row, String column) {
    String cell = cell(row, column);
    try {
      double number = Double.parseDouble(cell);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for NaN
    }
    throw new DatasetException(
        file, Text.format("line %d: %s must be a number, was %s", row.line(), column, cell));
  }
}
