package org.ibengine.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.Printable;

/** Columns of text: the first to the left, the others to the right. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... header) {
    rows.add(header.clone());
  }

  /** As many cells as the header has. */
  public TextTable row(Object... cells) {
    rows.add(Stream.of(cells).map(String::valueOf).map(Printable::line).toArray(String[]::new));
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - row[column].length());
        line.append(column == 0 ? row[0] + padding : "  " + padding + row[column]);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
