package org.ibengine.csv;

/** Cells of CSV files that are written. */
public final class CsvText {
  private CsvText() {}

  /**
   * A cell, in quotes where it would not be read back as it is: with a separator, a quote or a line
   * break in it, or a blank at an end.
   */
  public static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> ",;\t\"\n\r".indexOf(c) >= 0);
    return plain && cell.equals(cell.strip()) ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
