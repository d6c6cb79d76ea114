package org.ibengine.froc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;

/** The predictions in a folder: {@code <case>.nii.gz}, or the one image in {@code <case>/}. */
final class FrocPredictions {
  private final Path folder;
  private final SortedMap<String, List<Path>> byCase = new TreeMap<>();

  /** Lists the folder; opens no volume. */
  FrocPredictions(Path folder) {
    this.folder = folder;
    for (Path entry : FrocFiles.list(folder)) {
      if (ImageFiles.isImage(entry)) {
        add(FrocFiles.stem(entry), List.of(entry));
      } else if (Files.isDirectory(entry)) {
        add(ImageName.composed(entry.getFileName().toString()), FrocFiles.images(entry));
      }
    }
  }

  private void add(String name, List<Path> images) {
    if (!images.isEmpty()) {
      byCase.computeIfAbsent(name, key -> new ArrayList<>()).addAll(images);
    }
  }

  /**
   * The prediction of each case; cases without one are left out.
   *
   * @throws DatasetException if a case has several, or cases have none and that is not allowed
   */
  SortedMap<String, Path> of(Collection<String> cases, boolean allowMissing) {
    SortedMap<String, Path> chosen = new TreeMap<>();
    for (String name : cases) {
      List<Path> images = byCase.getOrDefault(name, List.of());
      if (images.size() > 1) {
        List<String> names = images.stream().map(file -> folder.relativize(file) + "").toList();
        throw new DatasetException(
            folder,
            Text.format(
                "a case must have one prediction, but %s has %d: %s; remove the others",
                name, images.size(), FrocFiles.join(names)));
      }
      images.forEach(file -> chosen.put(name, file));
    }
    List<String> missing = cases.stream().filter(name -> !chosen.containsKey(name)).toList();
    if (!allowMissing && !missing.isEmpty()) {
      throw new DatasetException(
          folder,
          Text.format(
              "every case must have a prediction <case>.nii.gz, but %d of %d have none: %s; add them, or"
                  + " count them as empty with --allow-missing",
              missing.size(), cases.size(), FrocFiles.join(missing)));
    }
    return chosen;
  }

  /** Names of predictions that belong to none of the cases. */
  List<String> unused(Collection<String> cases) {
    return byCase.keySet().stream().filter(name -> !cases.contains(name)).toList();
  }
}
