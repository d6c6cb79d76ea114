package org.ibengine.froc;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.input.ListedCase;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.store.DatasetReader;

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
  /** As {@link #find(InputRequest, LesionRule)}, where every value above 0 is a lesion's. */
  public static FrocTruths find(InputRequest request) {
    return find(request, LesionRule.DEFAULT);
  }

  /**
   * Opens no volume. A folder with the {@code dataset.json} of another tool is one of masks, unless
   * it has the layout of that tool.
   *
   * @param rule what of files is a lesion; the default for a prepared dataset, which has its own
   * @throws DatasetException if there is none, or a folder does not say which file is its mask
   * @throws IllegalArgumentException if there is a rule for a prepared dataset
   */
  public static FrocTruths find(InputRequest request, LesionRule rule) {
    FrocTruths found = all(request, rule);
    if (found.byCase().isEmpty()) {
      throw new DatasetException(
          request.place(),
          "holds no ground truth; expected a prepared dataset, a folder with GT.nii.gz for each"
              + " case or another layout that ib prepare takes, or masks named <case>.nii.gz");
    }
    return found;
  }

  private static FrocTruths all(InputRequest request, LesionRule rule) {
    Path folder = request.place();
    if (!request.isTold() && DatasetReader.isDataset(folder)) {
      if (!rule.equals(LesionRule.DEFAULT)) {
        throw new IllegalArgumentException(
            folder + " is a dataset, which says what is a lesion; leave --lesion-values out");
      }
      return prepared(folder);
    }
    boolean laidOut =
        request.isTold()
            || Discovery.layoutOf(folder)
                .filter(name -> !name.equals(Discovery.FOLDERS))
                .isPresent();
    return laidOut
        ? discovered(request, rule)
        : new FrocTruths(new RawMasks(rule).of(folder), null, true);
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
  private static FrocTruths discovered(InputRequest request, LesionRule rule) {
    SortedMap<String, FrocTruth> found = new TreeMap<>();
    for (ListedCase item : ListedCase.all(Discovery.of(request))) {
      Path mask =
          item.mask()
              .orElseThrow(
                  () ->
                      new DatasetException(
                          request.place(),
                          "case " + item.name() + " has no mask; an evaluation needs all of them"));
      found.put(item.name(), FrocTruth.ofImage(mask, rule));
    }
    return new FrocTruths(found, null, false);
  }
}
