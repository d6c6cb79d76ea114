package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;

/** What {@link CaseStaging} leaves behind, and how it is removed. */
final class StagingFolder {
  private StagingFolder() {}

  /**
   * Removes everything that was staged; nobody may be staging.
   *
   * @throws DatasetException if there is a folder where only files are staged
   */
  static void clear(Path staging, DurableFiles files) {
    if (!Files.isDirectory(staging, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path staged : list(staging)) {
      if (Files.isDirectory(staged, LinkOption.NOFOLLOW_LINKS)) {
        empty(staged, files);
        requireEmpty(staged);
        files.delete(staged);
      }
    }
    empty(staging, files);
  }

  private static void requireEmpty(Path staged) {
    list(staged).stream()
        .findFirst()
        .ifPresent(
            inside -> {
              throw new DatasetException(inside, "must be a file, is a folder; move it away");
            });
  }

  /** Removes files, not folders: the staging folder is ours, but nothing in it nests. */
  static void empty(Path folder, DurableFiles files) {
    list(folder).stream()
        .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
        .forEach(files::delete);
  }

  static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
