package org.ibengine.mine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.csv.CsvTable;

/** CSV files of positions, as LUNA16 has them. */
final class PointsFile {
  private static final String UID = "seriesuid";
  private static final List<String> AXES = List.of("coordX", "coordY", "coordZ");

  private PointsFile() {}

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
   * @throws org.ibengine.error.DatasetException if a column is missing or a cell is not a number
   */
  static Map<String, List<Point>> read(Path file, String value) {
    List<String> columns = new ArrayList<>(List.of(UID));
    columns.addAll(AXES);
    columns.add(value);
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (CsvTable.Row row : CsvTable.read(file, columns, "").rows()) {
      double[] world = AXES.stream().mapToDouble(row::number).toArray();
      points
          .computeIfAbsent(row.required(UID), uid -> new ArrayList<>())
          .add(new Point(world, row.number(value), row.line()));
    }
    return points;
  }
}
