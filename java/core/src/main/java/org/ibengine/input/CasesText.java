package org.ibengine.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ibengine.csv.CsvText;
import org.ibengine.io.ImageInput;

/**
 * Writes what was found as {@link InputRequest#cases} reads it, so that people can mend it in a
 * spreadsheet: incomplete cases are rows with empty cells.
 */
public final class CasesText {
  private CasesText() {}

  /**
   * The text of a CSV file: the header, then a line per case, sorted by name.
   *
   * @param folder where the file will lie, so that paths are relative to it; empty if that is not
   *     known, so that they are absolute
   * @param subjects gives the subject of a case of which the layout says none
   */
  public static String of(Discovery found, Optional<Path> folder, UnaryOperator<String> subjects) {
    List<String> header = new ArrayList<>(List.of(CasesFile.CASE, CasesFile.SUBJECT));
    header.add(InputCase.LABEL);
    found.modalities().forEach(modality -> header.add(CasesFile.column(modality)));
    StringBuilder text = new StringBuilder();
    addLine(text, header);
    Optional<Path> base = folder.map(CasesText::absolute);
    for (ListedCase item : ListedCase.all(found)) {
      List<String> cells = new ArrayList<>();
      cells.add(item.name());
      cells.add(item.subject().orElseGet(() -> subjects.apply(item.name())));
      cells.add(item.mask().map(mask -> path(base, mask)).orElse(""));
      for (String modality : found.modalities()) {
        cells.add(cell(base, item.modalities(), modality));
      }
      addLine(text, cells);
    }
    return text.toString();
  }

  private static String cell(Optional<Path> base, Map<String, ImageInput> images, String modality) {
    return Optional.ofNullable(images.get(modality))
        .map(image -> path(base, image.file()) + image.mark())
        .orElse("");
  }

  private static String path(Optional<Path> base, Path file) {
    Path whole = absolute(file);
    return base.map(folder -> folder.relativize(whole)).orElse(whole).toString();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static void addLine(StringBuilder text, List<String> cells) {
    text.append(String.join(",", cells.stream().map(CsvText::quoted).toList())).append('\n');
  }
}
