package org.ibengine.froc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.input.InputRequest;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * The ground truths and the predictions in two folders, by case name. Immutable; no volume has been
 * opened.
 */
public final class FrocInputs {
  private final Path truthFolder;
  private final Path predictionFolder;
  private final FrocTruths truths;
  private final FrocPredictions predictions;

  private FrocInputs(
      Path truthFolder, Path predictionFolder, FrocTruths truths, FrocPredictions predictions) {
    this.truthFolder = truthFolder;
    this.predictionFolder = predictionFolder;
    this.truths = truths;
    this.predictions = predictions;
  }

  /**
   * Files that look like images but are not read.
   *
   * @param names as seen from the folder, sorted; not empty
   */
  public record Unread(Path folder, List<String> names) {
    public Unread {
      names = List.copyOf(names);
    }
  }

  /** As {@link #find(InputRequest, Path)}, of a folder about which nothing else is known. */
  public static FrocInputs find(Path truths, Path predictions) {
    return find(InputRequest.of(List.of(truths)), predictions);
  }

  /**
   * Lists two folders; blocks on the disk.
   *
   * @param truths a prepared dataset (volumes layout), a folder of case folders with {@code
   *     GT.nii.gz} or in another layout of raw cases, or of masks {@code <case>.nii.gz}
   * @param predictions a folder of images {@code <case>.nii.gz}, or with one image in each {@code
   *     <case>/}
   * @throws DatasetException if a folder cannot be listed, holds no ground truth, or does not say
   *     which file is a mask
   */
  public static FrocInputs find(InputRequest truths, Path predictions) {
    return find(truths, LesionRule.DEFAULT, predictions);
  }

  /**
   * As {@link #find(InputRequest, Path)}, where not every value above 0 is a lesion's.
   *
   * @param rule of the files; the default for a prepared dataset, which has its own
   * @throws IllegalArgumentException if there is a rule for a prepared dataset
   */
  public static FrocInputs find(InputRequest truths, LesionRule rule, Path predictions) {
    FrocTruths found = FrocTruths.find(truths, rule);
    return new FrocInputs(truths.place(), predictions, found, new FrocPredictions(predictions));
  }

  /**
   * Some of the cases alone; predictions of the others are left out as unused ones are.
   *
   * @throws DatasetMismatchException if one of the names is not that of a case
   */
  public FrocInputs only(Set<String> names) {
    List<String> unknown =
        names.stream().filter(name -> !truths.byCase().containsKey(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw new DatasetMismatchException(
          Text.format(
              "cases were chosen that %s does not have: %s", truthFolder, NameList.of(unknown)));
    }
    SortedMap<String, FrocTruth> chosen = new TreeMap<>(truths.byCase());
    chosen.keySet().retainAll(names);
    FrocTruths some = new FrocTruths(chosen, truths.connectivity(), truths.byFileName());
    return new FrocInputs(truthFolder, predictionFolder, some, predictions);
  }

  /** The connectivity that the ground truth was prepared with; empty if it was not prepared. */
  public Optional<Connectivity> connectivity() {
    return Optional.ofNullable(truths.connectivity());
  }

  /**
   * Images that are ignored, which may be cases missing from the figures; lists the folders again.
   */
  public List<Unread> unread() {
    List<Unread> unread = new ArrayList<>();
    if (truths.byFileName()) { // else its images are where a dataset or a layout says
      addUnread(truthFolder, unread);
    }
    addUnread(predictionFolder, unread);
    return unread;
  }

  private static void addUnread(Path folder, List<Unread> unread) {
    List<String> names = FrocFiles.unread(folder);
    if (!names.isEmpty()) {
      unread.add(new Unread(folder, names));
    }
  }

  /**
   * Every case of the ground truth with its prediction, by name.
   *
   * @param allowMissing whether a case may have none; it then counts as one in which nothing was
   *     found
   * @throws DatasetException if a case has several, or none and that is not allowed
   */
  public List<FrocCase> cases(boolean allowMissing) {
    SortedMap<String, Path> chosen = predictions.of(truths.byCase().keySet(), allowMissing);
    return truths.byCase().entrySet().stream()
        .map(
            truth ->
                new FrocCase(
                    truth.getKey(),
                    truth.getValue(),
                    Optional.ofNullable(chosen.get(truth.getKey()))))
        .toList();
  }

  /** Names of predictions that belong to no case, sorted. */
  public List<String> unused() {
    return predictions.unused(truths.byCase().keySet());
  }
}
