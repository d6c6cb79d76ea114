package org.ibengine.froc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.io.ImageName;
import org.ibengine.label.Connectivity;
import org.ibengine.store.DatasetReader;
import org.ibengine.text.Text;

/**
 * Finds the ground truth of every case: in a prepared dataset, in raw case folders as {@code ib
 * prepare} takes them (images beside the mask are not needed), or as masks {@code <case>.nii.gz}.
 *
 * @param byCase ground truths by case name
 * @param connectivity what the dataset was prepared with; null where it was not prepared
 */
record FrocTruths(SortedMap<String, FrocTruth> byCase, Connectivity connectivity) {
  private static final String MASK = "gt";

  /**
   * Opens no volume. A folder with the {@code dataset.json} of another tool is one of masks.
   *
   * @throws DatasetException if there is none, or a folder does not say which file is its mask
   */
  static FrocTruths find(Path folder) {
    FrocTruths found =
        DatasetReader.isDataset(folder) ? prepared(folder) : new FrocTruths(raw(folder), null);
    if (found.byCase().isEmpty()) {
      throw new DatasetException(
          folder,
          "holds no ground truth; expected a prepared dataset, a folder with GT.nii.gz for each"
              + " case, or masks named <case>.nii.gz");
    }
    return found;
  }

  private static FrocTruths prepared(Path folder) {
    DatasetReader reader = DatasetReader.open(folder);
    if (reader.options().layout() != Layout.VOLUMES) {
      throw new DatasetException(
          folder,
          "holds patches, but an evaluation needs whole masks; give the folder they were prepared from");
    }
    SortedMap<String, FrocTruth> found = new TreeMap<>();
    reader
        .cases()
        .forEach(item -> found.put(item.name(), FrocTruth.ofCase(item, reader.options())));
    return new FrocTruths(found, reader.options().connectivity());
  }

  private static SortedMap<String, FrocTruth> raw(Path folder) {
    SortedMap<String, FrocTruth> found = new TreeMap<>();
    List<Path> images = FrocFiles.images(folder);
    if (images.stream().anyMatch(file -> FrocFiles.stem(file).equalsIgnoreCase(MASK))) {
      Path name = folder.toAbsolutePath().normalize().getFileName();
      found.put(ImageName.composed(name.toString()), FrocTruth.ofImage(maskOf(folder)));
      return found;
    }
    for (Path image : images) {
      add(found, FrocFiles.stem(image), image);
    }
    for (Path child : FrocFiles.list(folder)) {
      if (Files.isDirectory(child) && !FrocFiles.images(child).isEmpty()) {
        add(found, ImageName.composed(child.getFileName().toString()), maskOf(child));
      }
    }
    return found;
  }

  private static void add(SortedMap<String, FrocTruth> found, String name, Path mask) {
    if (found.putIfAbsent(name, FrocTruth.ofImage(mask)) != null) {
      throw new DatasetException(
          mask, Text.format("case %s has two masks, must have one; remove one", name));
    }
  }

  /** The one image whose name starts with {@code gt}, as {@code ib prepare} chooses it. */
  private static Path maskOf(Path caseFolder) {
    List<Path> masks =
        FrocFiles.images(caseFolder).stream()
            .filter(file -> FrocFiles.stem(file).toLowerCase(Locale.ROOT).startsWith(MASK))
            .toList();
    if (masks.size() != 1) {
      throw new DatasetException(
          caseFolder,
          Text.format(
              "a case folder must hold one mask, GT.nii.gz, holds %d; %s",
              masks.size(), masks.isEmpty() ? "add it" : "remove the others"));
    }
    return masks.get(0);
  }
}
