package org.ibengine.cli.froc;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Records of an evaluation in the place of volumes. */
final class RecordsOption {
  private static final String WILD = "*?[{";

  /** Options that change what is made of records; all others say how volumes become objects. */
  private static final Set<String> SUITABLE =
      Set.of(
          "--records",
          "--output",
          "--small-below",
          "--bootstrap",
          "--seed",
          "--legacy",
          "--threads",
          "--backend",
          "--max-memory",
          "--verbose",
          "--help",
          "--version");

  @Option(
      names = "--records",
      paramLabel = "FILE",
      description =
          "Instead of GT and PRED, files of records such as"
              + " 'exp/*/test_metrics/prc_records.json': of the published evaluation, or of an"
              + " earlier ib froc. Quote patterns; can be repeated. All cases are evaluated"
              + " together.")
  private List<String> patterns = List.of();

  boolean isGiven() {
    return !patterns.isEmpty();
  }

  /**
   * @throws IllegalArgumentException if an option was given that is about volumes
   */
  void requireSuited(CommandSpec spec) {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!SUITABLE.contains(option.longestName())) {
        throw new IllegalArgumentException(
            Text.format(
                "%s is about volumes, but --records has objects already; leave one of them out",
                option.longestName()));
      }
    }
  }

  /**
   * The files by path.
   *
   * @throws DatasetException if a pattern matches none
   */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (String pattern : patterns) {
      List<Path> found = matches(pattern);
      if (found.isEmpty()) {
        throw new DatasetException(Path.of(pattern), "no file has such a name");
      }
      found.stream().filter(file -> !files.contains(file)).forEach(files::add);
    }
    return files;
  }

  private static List<Path> matches(String pattern) {
    Path path = Path.of(pattern);
    if (pattern.chars().noneMatch(c -> WILD.indexOf(c) >= 0) || Files.exists(path)) {
      return List.of(path);
    }
    Path root = path.isAbsolute() ? path.getRoot() : Path.of("");
    for (Path part : path) {
      if (part.toString().chars().anyMatch(c -> WILD.indexOf(c) >= 0)) {
        break;
      }
      root = root.resolve(part);
    }
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(matcher::matches).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new DatasetException(root, "cannot be listed: " + IoReason.of(e), e);
    }
  }
}
