package org.ibengine.froc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageName;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;

/**
 * Masks that no layout says where to find: {@code GT.nii.gz} in the folder or in each folder of a
 * case, or one file per case.
 *
 * @param rule what of them is a lesion
 */
record RawMasks(LesionRule rule) {
  private static final String MASK = "gt";

  /** By case name. */
  SortedMap<String, FrocTruth> of(Path folder) {
    SortedMap<String, FrocTruth> found = new TreeMap<>();
    List<Path> images = FrocFiles.images(folder);
    if (images.stream().anyMatch(file -> FrocFiles.stem(file).equalsIgnoreCase(MASK))) {
      Path name = folder.toAbsolutePath().normalize().getFileName();
      found.put(ImageName.composed(name.toString()), FrocTruth.ofImage(maskOf(folder), rule));
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

  private void add(SortedMap<String, FrocTruth> found, String name, Path mask) {
    if (found.putIfAbsent(name, FrocTruth.ofImage(mask, rule)) != null) {
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
