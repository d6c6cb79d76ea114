package org.ibengine.mine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ibengine.csv.CsvRows;
import org.ibengine.error.DatasetException;

/**
 * What the index of an earlier run listed. It is set aside before the first window is replaced, so
 * that no index tells of windows that are no longer there. Once the new one is written, windows
 * that only the earlier ones listed are removed. Their names are kept in a file until then, for a
 * run that is interrupted does not get so far.
 */
final class EarlierIndex {
  private static final String ASIDE = ".bg_index.earlier";

  /** Windows as this tool names them: no path, and nothing that does not fit on a line. */
  private static final Pattern WINDOW = Pattern.compile("[^/\\\\\\p{Cntrl}]+_bg[0-9]+\\.npy");

  private final MineOutput output;
  private final TreeSet<String> windows;

  private EarlierIndex(MineOutput output, TreeSet<String> windows) {
    this.output = output;
    this.windows = windows;
  }

  /**
   * Removes the index, and remembers the windows that it listed if a run of this tool wrote it.
   *
   * @throws UncheckedIOException if a file cannot be read, written or removed
   */
  static EarlierIndex setAside(MineOutput output) {
    TreeSet<String> windows = new TreeSet<>();
    windows.addAll(ofInterrupted(output.folder().resolve(ASIDE)));
    windows.addAll(listed(output.folder().resolve(MineOutput.TABLE)));
    windows.removeIf(name -> !WINDOW.matcher(name).matches());
    if (!windows.isEmpty()) {
      output.write(ASIDE, String.join("\n", windows).getBytes(StandardCharsets.UTF_8));
    }
    output.removeIndex();
    return new EarlierIndex(output, windows);
  }

  private static List<String> ofInterrupted(Path aside) {
    try {
      return Files.isRegularFile(aside, LinkOption.NOFOLLOW_LINKS)
          ? Files.readAllLines(aside)
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** None of a table that another tool wrote. */
  private static List<String> listed(Path table) {
    if (!Files.isRegularFile(table, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try {
      List<CsvRows.Row> rows = CsvRows.read(table);
      if (rows.isEmpty() || !rows.get(0).cells().equals(MineTable.COLUMNS)) {
        return List.of();
      }
      return rows.stream().skip(1).map(row -> row.cells().get(0)).toList();
    } catch (DatasetException e) {
      return List.of(); // what is not CSV was not written here
    }
  }

  /** Removes the windows that the new index does not list; it must be on the disk. */
  void removeUnlisted(Collection<String> listed) {
    windows.removeAll(listed);
    for (String name : windows) {
      if (Files.isRegularFile(output.folder().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        output.remove(name);
      }
    }
    output.remove(ASIDE);
    output.sync();
  }
}
