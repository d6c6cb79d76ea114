package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.csv.CsvRows;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;

/**
 * A CSV file that lists cases, as {@code ib cases} writes it: a column {@code case}, one {@code
 * subject} that may be left out or empty, one {@code label} with the mask, and one per modality, in
 * channel order; {@code modality:case} is a modality of that name. Paths are relative to the file;
 * {@code #1} after a path is channel 1 of an image that has several, from 0. An empty cell is a
 * modality that the case does not have.
 */
final class CasesFile {
  static final String CASE = "case";
  static final String SUBJECT = "subject";

  /** What comes before a modality that has the name of another column; no name holds a colon. */
  private static final String MODALITY = "modality:";

  private static final Pattern CHANNEL = Pattern.compile("(.+)#(\\d{1,9})", Pattern.DOTALL);

  private static final List<String> ROLES = List.of(CASE, SUBJECT, InputCase.LABEL);

  private final Path file;
  private final Map<String, Integer> roles = new LinkedHashMap<>(); // columns
  private final Map<String, Integer> modalities = new LinkedHashMap<>();
  private final int columns;
  private final Map<String, Integer> lineOfCase = new HashMap<>();

  private CasesFile(Path file, CsvRows.Row first) {
    this.file = file;
    this.columns = first.cells().size();
    for (int i = 0; i < columns; i++) {
      addColumn(ImageName.composed(first.cells().get(i).strip()), i, first.line());
    }
    for (String wanted : List.of(CASE, InputCase.LABEL)) {
      if (!roles.containsKey(wanted)) {
        throw wrong(
            first.line(),
            Text.format(
                "must name the columns case, subject, label and one per modality; %s is missing, were %s",
                wanted, String.join(", ", first.cells())));
      }
    }
    modalities.keySet().forEach(name -> PlainName.requireListed(file, "the first line", name));
    if (modalities.isEmpty()) {
      throw wrong(first.line(), "has no column for a modality; add one, named by it");
    }
  }

  private void addColumn(String name, int index, int line) {
    boolean role = isRole(name);
    String modality = name.startsWith(MODALITY) ? name.substring(MODALITY.length()) : name;
    Integer other =
        role
            ? roles.putIfAbsent(name.toLowerCase(Locale.ROOT), index)
            : modalities.putIfAbsent(modality, index);
    if (other != null) {
      throw wrong(line, "names column \"" + name + "\" twice");
    }
  }

  /** Spreadsheets like capitals. */
  private static boolean isRole(String name) {
    return ROLES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The column of a modality, which may be called like another column. */
  static String column(String modality) {
    return isRole(modality) ? MODALITY + modality : modality;
  }

  /**
   * Takes the cases of a file; opens no image.
   *
   * @throws DatasetException naming the line that is at fault
   */
  static void find(Path file, Finding finding) {
    List<CsvRows.Row> rows = CsvRows.read(file);
    if (rows.size() < 2) {
      throw new DatasetException(
          file, "lists no case; the first line names the columns, every other one is a case");
    }
    CasesFile cases = new CasesFile(file.toAbsolutePath().normalize(), rows.get(0));
    finding.order(List.copyOf(cases.modalities.keySet()));
    rows.subList(1, rows.size()).forEach(row -> cases.add(row, finding));
  }

  private void add(CsvRows.Row row, Finding finding) {
    if (row.cells().size() > columns) {
      throw wrong(
          row.line(),
          Text.format(
              "has %d cells, the first line %d; quote cells that hold a separator",
              row.cells().size(), columns));
    }
    String name = ImageName.composed(cell(row, roles.get(CASE)));
    if (name.isEmpty()) {
      throw wrong(row.line(), "has no name in column case");
    }
    Integer other = lineOfCase.putIfAbsent(name, row.line());
    if (other != null) {
      throw wrong(row.line(), Text.format("case %s is in line %d already", name, other));
    }
    String subject = ImageName.composed(cell(row, roles.get(SUBJECT)));
    CaseDraft draft =
        new CaseDraft(name, subject.isEmpty() ? Optional.empty() : Optional.of(subject), file);
    String label = cell(row, roles.get(InputCase.LABEL));
    if (!label.isEmpty()) {
      draft.mask(existing(row, path(row, InputCase.LABEL, label), draft));
    }
    modalities.forEach(
        (modality, column) -> {
          String text = cell(row, column);
          if (!text.isEmpty()) {
            draft.image(modality, image(row, modality, text, draft));
          }
        });
    draft.addTo(
        finding,
        new CaseDraft.Missing(
            Text.format("name it in column label of line %d", row.line()),
            Text.format("name it in its column of line %d", row.line())));
  }

  /**
   * @param column null if there is none
   */
  private static String cell(CsvRows.Row row, Integer column) {
    return column == null || column >= row.cells().size() ? "" : row.cells().get(column).strip();
  }

  private ImageInput image(CsvRows.Row row, String column, String text, CaseDraft draft) {
    Path whole = path(row, column, text);
    Matcher parts = CHANNEL.matcher(text);
    if (Files.exists(whole) || !parts.matches()) {
      return ImageInput.only(existing(row, whole, draft));
    }
    Path image = existing(row, path(row, column, parts.group(1)), draft);
    return ImageInput.of(image, Integer.parseInt(parts.group(2)));
  }

  private static Path existing(CsvRows.Row row, Path path, CaseDraft draft) {
    if (!Files.exists(path)) {
      draft.fault(Text.format("line %d: there is no file %s", row.line(), path));
    }
    return path;
  }

  private Path path(CsvRows.Row row, String column, String text) {
    try {
      return file.resolveSibling(text).normalize();
    } catch (InvalidPathException e) {
      throw wrong(row.line(), Text.format("column %s holds no path: %s", column, e.getReason()));
    }
  }

  private DatasetException wrong(int line, String reason) {
    return new DatasetException(file, Text.format("line %d: %s", line, reason));
  }
}
