package org.ibengine.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.StrictJson;
import org.ibengine.text.Text;

/**
 * A training run whose predictions were evaluated.
 *
 * @param name of its folder
 * @param loss that {@code config.json} names; the folder's name where there is no such file
 * @param records files with the objects of its cases; not empty
 */
public record ExperimentRun(String name, String loss, List<Path> records) {
  /** What {@code ib froc} and the published evaluation call their records. */
  public static final String RECORDS = "**/prc_records.json";

  private static final String RECORD = "prc_records.json";
  private static final String CONFIG = "config.json";
  private static final int DEEPEST = 6;

  public ExperimentRun {
    records = List.copyOf(records);
  }

  /**
   * The runs in some folders. A folder with {@code config.json} is a run. Another is a folder of
   * runs if one right inside has {@code config.json}, or if it is the only one named and its
   * records lie deeper than in itself: then each folder right inside that has records is a run.
   * Otherwise it is one run. Blocks on the disk.
   *
   * @param pattern of the paths of records below a run, as {@code glob}
   * @throws DatasetException if a folder cannot be listed or has no records
   */
  public static List<ExperimentRun> find(List<Path> places, String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<ExperimentRun> runs = new ArrayList<>();
    for (Path place : places) {
      int before = runs.size();
      List<Path> inside = list(place);
      boolean many =
          inside.stream().anyMatch(ExperimentRun::isRun)
              || places.size() == 1 && !Files.exists(place.resolve(RECORD));
      for (Path run : isRun(place) || !many ? List.of(place) : inside) {
        addRun(run, matcher, runs);
      }
      if (runs.size() == before) {
        throw new DatasetException(
            place,
            Text.format(
                "holds no run with %s; evaluate its predictions first: ib froc GT PRED -o RUN/froc",
                pattern));
      }
    }
    return runs;
  }

  private static boolean isRun(Path folder) {
    return Files.exists(folder.resolve(CONFIG));
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder, Files.exists(folder) ? "is not a folder" : "there is no such folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  private static void addRun(Path folder, PathMatcher matcher, List<ExperimentRun> runs) {
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      List<Path> records =
          files
              .filter(Files::isRegularFile)
              .filter(file -> matches(matcher, folder.relativize(file)))
              .sorted()
              .toList();
      if (!records.isEmpty()) {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        runs.add(new ExperimentRun(name, loss(folder, name), records));
      }
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e.getCause()), e);
    }
  }

  /** A glob with {@code **}{@code /} wants a folder before; the file may lie in the run itself. */
  private static boolean matches(PathMatcher matcher, Path relative) {
    return matcher.matches(relative) || matcher.matches(Path.of(".").resolve(relative));
  }

  private static String loss(Path folder, String name) {
    Path config = folder.resolve(CONFIG);
    if (!Files.exists(config)) {
      return name;
    }
    JsonNode loss = StrictJson.read(config).at("/training/loss");
    if (!loss.isTextual()) {
      throw new DatasetException(config, "names no loss (training.loss); is it that of a run?");
    }
    return loss.asText();
  }
}
