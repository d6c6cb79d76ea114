package org.ibengine.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** A CSV file whose columns are found by the names in its first line. Immutable. */
public final class CsvTable {
  private final Path file;
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private CsvTable(Path file) {
    this.file = file;
  }

  /**
   * Reads a table.
   *
   * @param wanted columns that it must have; others may be there, too
   * @param remedy the end of the message if one is missing; may be empty
   * @throws DatasetException as {@link CsvRows#read}, or if a column is missing or there twice, or
   *     a line has more cells than the header
   */
  public static CsvTable read(Path file, List<String> wanted, String remedy) {
    List<CsvRows.Row> lines = CsvRows.read(file);
    if (lines.isEmpty()) {
      throw new DatasetException(file, "must have a header, is empty");
    }
    CsvTable table = new CsvTable(file);
    table.header(lines.get(0).cells(), wanted, remedy);
    lines.subList(1, lines.size()).forEach(line -> table.add(line, lines.get(0).cells()));
    return table;
  }

  /** A line with too many cells has them in wrong columns, as after a decimal comma. */
  private void add(CsvRows.Row line, List<String> header) {
    List<String> cells = line.cells();
    if (cells.size() > header.size()
        && !cells.subList(header.size(), cells.size()).stream().allMatch(String::isBlank)) {
      throw new DatasetException(
          file,
          Text.format(
              "line %d: has %d cells, but the header names %d columns: %s; is there a decimal comma?",
              line.line(), cells.size(), header.size(), NameList.of(header)));
    }
    rows.add(new Row(line));
  }

  private void header(List<String> cells, List<String> wanted, String remedy) {
    for (int i = 0; i < cells.size(); i++) {
      String name = cells.get(i).strip();
      if (columns.putIfAbsent(name, i) != null && wanted.contains(name)) {
        throw new DatasetException(file, "has the column " + name + " twice; remove one");
      }
    }
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(columns.keySet());
    if (!missing.isEmpty()) {
      throw new DatasetException(
          file,
          Text.format(
              "must have columns %s; %s missing, its header is %s%s",
              String.join(", ", wanted),
              NameList.of(missing) + (missing.size() == 1 ? " is" : " are"),
              NameList.of(cells),
              remedy));
    }
  }

  /** The lines after the first, in the order of the file; blank ones are left out. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** One line. */
  public final class Row {
    private final CsvRows.Row cells;

    private Row(CsvRows.Row cells) {
      this.cells = cells;
    }

    /** Number of the line in the file, from 1. */
    public int line() {
      return cells.line();
    }

    /** What is in a column, without blanks around; empty where the line ends before it. */
    public String text(String column) {
      int at = columns.get(column);
      return at < cells.cells().size() ? cells.cells().get(at).strip() : "";
    }

    /**
     * What is in a column.
     *
     * @throws DatasetException if nothing is
     */
    public String required(String column) {
      String text = text(column);
      if (text.isEmpty()) {
        throw new DatasetException(file, Text.format("line %d: no %s", line(), column));
      }
      return text;
    }

    /**
     * The finite number in a column.
     *
     * @throws DatasetException if there is none
     */
    public double number(String column) {
      String text = required(column);
      try {
        double number = Double.parseDouble(text);
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, as for NaN
      }
      throw new DatasetException(
          file, Text.format("line %d: %s must be a number, was %s", line(), column, text));
    }
  }
}
