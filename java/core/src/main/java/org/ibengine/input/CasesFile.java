package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;

/**
 * A CSV file that lists cases, as {@code ib cases} writes it: a column {@code case}, one {@code
 * subject} that may be left out or empty, one {@code label} with the mask, and one per modality, in
 * channel order. Paths are relative to the file; {@code #1} after a path is channel 1 of an image
 * that has several, from 0. An empty cell is a modality that the case does not have.
 */
final class CasesFile {
  static final String CASE = "case";
  static final String SUBJECT = "subject";
  private static final Pattern CHANNEL = Pattern.compile("(.+)#(\\d{1,9})", Pattern.DOTALL);

  private final Path file;
  private final List<String> header;
  private final Map<String, Integer> lineOfCase = new HashMap<>();

  private CasesFile(Path file, CsvRows.Row first) {
    this.file = file;
    this.header =
        first.cells().stream()
            .map(cell -> ImageName.composed(cell.strip()))
            .map(CasesFile::column)
            .toList();
    for (String wanted : List.of(CASE, InputCase.LABEL)) {
      if (!header.contains(wanted)) {
        throw wrong(
            first.line(),
            Text.format(
                "must name the columns case, subject, label and one per modality; %s is missing, were %s",
                wanted, String.join(", ", header)));
      }
    }
    for (String name : header) {
      if (header.indexOf(name) != header.lastIndexOf(name)) {
        throw wrong(first.line(), "names column \"" + name + "\" twice");
      }
    }
    modalities().forEach(name -> PlainName.requireModality(file, name));
    if (modalities().isEmpty()) {
      throw wrong(first.line(), "has no column for a modality; add one, named by it");
    }
  }

  /** Spreadsheets like capitals. */
  private static String column(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return List.of(CASE, SUBJECT, InputCase.LABEL).contains(small) ? small : name;
  }

  private List<String> modalities() {
    return header.stream()
        .filter(name -> !List.of(CASE, SUBJECT, InputCase.LABEL).contains(name))
        .toList();
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
    finding.order(cases.modalities());
    rows.subList(1, rows.size()).forEach(row -> cases.add(row, finding));
  }

  private void add(CsvRows.Row row, Finding finding) {
    if (row.cells().size() > header.size()) {
      throw wrong(
          row.line(),
          Text.format(
              "has %d cells, the first line %d; quote cells that hold a separator",
              row.cells().size(), header.size()));
    }
    String name = ImageName.composed(cell(row, CASE));
    if (name.isEmpty()) {
      throw wrong(row.line(), "has no name in column case");
    }
    Integer other = lineOfCase.putIfAbsent(name, row.line());
    if (other != null) {
      throw wrong(row.line(), Text.format("case %s is in line %d already", name, other));
    }
    String subject = ImageName.composed(cell(row, SUBJECT));
    CaseDraft draft =
        new CaseDraft(name, subject.isEmpty() ? Optional.empty() : Optional.of(subject), file);
    if (!cell(row, InputCase.LABEL).isEmpty()) {
      draft.mask(existing(row, path(row, InputCase.LABEL, cell(row, InputCase.LABEL)), draft));
    }
    for (String modality : modalities()) {
      String text = cell(row, modality);
      if (!text.isEmpty()) {
        draft.image(modality, image(row, modality, text, draft));
      }
    }
    draft.addTo(
        finding,
        new CaseDraft.Missing(
            Text.format("name it in column label of line %d", row.line()),
            Text.format("name it in its column of line %d", row.line())));
  }

  private String cell(CsvRows.Row row, String column) {
    int index = header.indexOf(column);
    return index < 0 || index >= row.cells().size() ? "" : row.cells().get(index).strip();
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
