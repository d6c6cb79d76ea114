package org.ibengine.froc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.input.ListedCase;
import org.ibengine.io.ImageName;
import org.ibengine.label.Connectivity;
import org.ibengine.store.DatasetReader;
import org.ibengine.text.Text;

/**
 * Finds the ground truth of every case: in a prepared dataset, in raw case folders as {@code ib
 * prepare} takes them (images beside the mask are not needed), in another layout of raw cases, or
 * as masks {@code <case>.nii.gz}.
 *
 * @param byCase ground truths by case name
 * @param connectivity what the dataset was prepared with; null where it was not prepared
 * @param byFileName whether any image of the folder that is not read may be a ground truth
 */
public record FrocTruths(
    SortedMap<String, FrocTruth> byCase, Connectivity connectivity, boolean byFileName) {
  private static final String MASK = "gt";

  /**
   * Opens no volume. A folder with the {@code dataset.json} of another tool is one of masks, unless
   * it has the layout of that tool.
   *
   * @throws DatasetException if there is none, or a folder does not say which file is its mask
   */
  public static FrocTruths find(InputRequest request) {
    FrocTruths found = all(request);
    if (found.byCase().isEmpty()) {
      throw new DatasetException(
          request.place(),
          "holds no ground truth; expected a prepared dataset, a folder with GT.nii.gz for each"
              + " case or another layout that ib prepare takes, or masks named <case>.nii.gz");
    }
    return found;
  }

  private static FrocTruths all(InputRequest request) {
    Path folder = request.place();
    if (!request.isTold() && DatasetReader.isDataset(folder)) {
      return prepared(folder);
    }
    boolean laidOut =
        request.isTold()
            || Discovery.layoutOf(folder)
                .filter(name -> !name.equals(Discovery.FOLDERS))
                .isPresent();
    return laidOut ? discovered(request) : new FrocTruths(raw(folder), null, true);
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
    return new FrocTruths(found, reader.options().connectivity(), false);
  }

  /** Images beside the masks are not needed here either. */
  private static FrocTruths discovered(InputRequest request) {
    SortedMap<String, FrocTruth> found = new TreeMap<>();
    for (ListedCase item : ListedCase.all(Discovery.of(request))) {
      Path mask =
          item.mask()
              .orElseThrow(
                  () ->
                      new DatasetException(
                          request.place(),
                          "case " + item.name() + " has no mask; an evaluation needs all of them"));
      found.put(item.name(), FrocTruth.ofImage(mask));
    }
    return new FrocTruths(found, null, false);
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
