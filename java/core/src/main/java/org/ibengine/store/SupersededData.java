package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.error.DatasetException;

/**
 * Files of volumes that no {@code case.json} names: those of a case that has been replaced, and
 * those of runs that were cut off before they committed. In format 2 a case is replaced without
 * touching its data, which somebody may be reading.
 */
final class SupersededData {
  private SupersededData() {}

  /**
   * @param since when it was last of use, at the latest: when it was written, or when the case's
   *     present record was
   */
  record Data(Path file, long bytes, FileTime since) {}

  /**
   * All of them, sorted. Knows files by the names that this engine gives; data of a case that
   * cannot be read count as named.
   */
  static List<Data> find(DatasetFolder folder) {
    List<Data> found = new ArrayList<>();
    for (String name : DatasetReader.caseNames(folder)) {
      List<Path> candidates = volumesOf(folder, name);
      if (!candidates.isEmpty()) {
        found.addAll(unnamed(folder, name, candidates));
      }
    }
    return found;
  }

  /** Files in a case's folder that are called as volumes are; none if it cannot be listed. */
  static List<Path> volumesOf(DatasetFolder folder, String name) {
    try {
      return StagingFolder.list(folder.caseFolder(name)).stream()
          .filter(file -> OwnPaths.isVolumesName(file.getFileName().toString()))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .toList();
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }

  private static List<Data> unnamed(DatasetFolder folder, String name, List<Path> candidates) {
    Path caseFile = folder.caseFile(name);
    boolean whole = Files.exists(caseFile, LinkOption.NOFOLLOW_LINKS);
    Path first = folder.resolve(DatasetFolder.volumesPath(name));
    try {
      FileTime recorded =
          whole ? Files.getLastModifiedTime(caseFile) : FileTime.fromMillis(Long.MIN_VALUE);
      Set<Path> named = whole ? named(folder, name) : Set.of(first); // it may have been restored
      List<Data> found = new ArrayList<>();
      for (Path file : candidates) {
        if (!named.contains(file)) {
          FileTime written = Files.getLastModifiedTime(file);
          found.add(
              new Data(
                  file, Files.size(file), written.compareTo(recorded) > 0 ? written : recorded));
        }
      }
      return found;
    } catch (IOException | DatasetException e) {
      return List.of(); // whoever reads or writes the case is told
    }
  }

  private static Set<Path> named(DatasetFolder folder, String name) {
    return DatasetReader.readCase(folder, name).outputs().stream()
        .map(output -> folder.resolve(output.path()))
        .collect(Collectors.toSet());
  }
}
