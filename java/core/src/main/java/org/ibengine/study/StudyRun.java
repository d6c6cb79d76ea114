package org.ibengine.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.csv.CsvTable;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.StrictJson;
import org.ibengine.text.Text;

/**
 * One trained network, with the patches that it saw and the cases that it was tested on.
 *
 * @param network its name
 * @param size of its patches, which are cubes, in voxels
 * @param number of the run among those of its network and size, from 1
 * @param ratios of all its training patches, in their order; at least one
 * @param cases at least one
 */
public record StudyRun(
    String network, int size, int number, List<Double> ratios, List<StudyCase> cases) {
  /** In the folder of a run: who it is, and which stages are done. */
  public static final String FILE = "run.json";

  /** In the folder of a run: its training patches, as {@code ib epoch --ratios} writes them. */
  public static final String RATIOS = "ratios.csv";

  /** In the folder of a run: its scores, as {@code ib evaluate --published} writes them. */
  public static final String SCORES = "scores.csv";

  /** The stage in {@link #FILE} after which a run can be read. */
  public static final String LAST_STAGE = "score";

  private static final String REMEDY = "; call ib ratio run again";

  /** Runs that are complete, and the names of folders of those that are not, in their order. */
  public record Found(List<StudyRun> complete, List<String> unfinished) {
    public Found {
      complete = List.copyOf(complete);
      unfinished = List.copyOf(unfinished);
    }
  }

  public StudyRun {
    ratios = List.copyOf(ratios);
    cases = List.copyOf(cases);
    if (ratios.isEmpty() || cases.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "a run has patches and cases; %s at %d has %d and %d",
              network, size, ratios.size(), cases.size()));
    }
  }

  /**
   * All runs in a folder. Blocks on the disk.
   *
   * @throws DatasetException if it holds none, or the files of one cannot be read
   */
  public static Found find(Path folder) {
    List<StudyRun> complete = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    for (Path run : folders(folder)) {
      JsonNode about = StrictJson.read(run.resolve(FILE));
      boolean whole = false;
      for (JsonNode stage : about.path("stages")) {
        whole |= stage.asText().equals(LAST_STAGE);
      }
      if (whole) {
        complete.add(read(run, about));
      } else {
        unfinished.add(run.getFileName().toString());
      }
    }
    if (complete.isEmpty() && unfinished.isEmpty()) {
      throw new DatasetException(folder, "holds no run of a study; ib ratio run makes some");
    }
    return new Found(complete, unfinished);
  }

  private static List<Path> folders(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder, Files.exists(folder) ? "is not a folder" : "there is no such folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(run -> Files.exists(run.resolve(FILE))).sorted().toList();
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  private static StudyRun read(Path run, JsonNode about) {
    JsonNode network = about.path("network");
    JsonNode size = about.path("size");
    JsonNode number = about.path("run");
    if (!network.isTextual() || !size.isInt() || !number.isInt()) {
      throw new DatasetException(run.resolve(FILE), "must have network, size and run");
    }
    List<Double> ratios = ratios(run.resolve(RATIOS));
    List<StudyCase> cases = cases(run.resolve(SCORES));
    if (ratios.isEmpty() || cases.isEmpty()) {
      throw new DatasetException(
          run.resolve(ratios.isEmpty() ? RATIOS : SCORES), "has no line after its header");
    }
    return new StudyRun(network.asText(), size.asInt(), number.asInt(), ratios, cases);
  }

  private static List<Double> ratios(Path file) {
    return CsvTable.read(file, List.of("foreground", "voxels"), REMEDY).rows().stream()
        .map(row -> row.number("foreground") / row.number("voxels"))
        .toList();
  }

  private static List<StudyCase> cases(Path file) {
    List<String> columns = List.of("filename", "dsc", "hausdorff", "abs_diff", "fg_ratio");
    return CsvTable.read(file, columns, REMEDY).rows().stream()
        .map(
            row ->
                new StudyCase(
                    row.required("filename"),
                    orNan(row, "dsc"),
                    orNan(row, "hausdorff"),
                    orNan(row, "abs_diff"),
                    row.number("fg_ratio")))
        .toList();
  }

  private static double orNan(CsvTable.Row row, String column) {
    return row.required(column).equals("nan") ? Double.NaN : row.number(column);
  }
}
