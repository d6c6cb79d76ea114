package org.ibengine.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files belong together, by their names alone: all of them are empty. */
class FrocInputsTest {
  @TempDir private Path folder;
  private Path masks;
  private Path predictions;

  @BeforeEach
  void makeFolders() throws IOException {
    masks = Files.createDirectory(folder.resolve("masks"));
    predictions = Files.createDirectory(folder.resolve("predictions"));
  }

  private static Path file(Path parent, String name) {
    Path file = parent.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      return Files.createFile(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private FrocInputs find() {
    return FrocInputs.find(masks, predictions);
  }

  private static List<String> names(FrocInputs inputs) {
    return inputs.cases(true).stream().map(FrocCase::name).toList();
  }

  private static void assertRefused(Path where, String reason, Supplier<?> asked) {
    DatasetException refused = assertThrows(DatasetException.class, asked::get);
    assertEquals(where, refused.path());
    assertEquals(reason, refused.reason());
  }

  @Test
  void masksAreNamedAfterTheirCaseAndSortedByIt() {
    file(masks, "p09.nii");
    file(masks, "p07.nii.gz");
    file(masks, ".hidden.nii");
    file(masks, "readme.txt");
    assertEquals(List.of("p07", "p09"), names(find()));
    assertEquals(Optional.empty(), find().connectivity());
  }

  @Test
  void aCaseFolderHasItsMaskAmongOtherImages() {
    file(masks, "p07/GT.nii.gz");
    file(masks, "p07/FLAIR.nii.gz");
    file(masks, "p09/gt_final.nii");
    assertEquals(List.of("p07", "p09"), names(find()));
  }

  @Test
  void aFolderWithAMaskOfItsOwnIsOneCaseNamedAfterIt() {
    file(masks, "GT.nii.gz");
    file(masks, "FLAIR.nii.gz");
    assertEquals(List.of("masks"), names(find()));
  }

  @Test
  void aCaseFolderMustSayWhichImageIsItsMask() {
    file(masks, "p07/FLAIR.nii.gz");
    assertRefused(
        masks.resolve("p07"),
        "a case folder must hold one mask, GT.nii.gz, holds 0; add it",
        this::find);
    file(masks, "p07/GT.nii.gz");
    file(masks, "p07/GT_old.nii.gz");
    assertRefused(
        masks.resolve("p07"),
        "a case folder must hold one mask, GT.nii.gz, holds 2; remove the others",
        this::find);
  }

  @Test
  void aCaseMustNotHaveTwoMasks() {
    file(masks, "p07.nii.gz");
    Path inFolder = file(masks, "p07/GT.nii.gz");
    assertRefused(inFolder, "case p07 has two masks, must have one; remove one", this::find);
  }

  @Test
  void aFolderWithoutGroundTruthIsRefused() {
    file(masks, "readme.txt");
    DatasetException refused = assertThrows(DatasetException.class, this::find);
    assertTrue(refused.reason().startsWith("holds no ground truth; expected"), refused.reason());
  }

  @Test
  void aPredictionIsAFileOrTheOneImageOfAFolder() {
    file(masks, "p07.nii.gz");
    file(masks, "p09.nii.gz");
    Path first = file(predictions, "p07.nii");
    Path second = file(predictions, "p09/probability.nii.gz");
    assertEquals(
        List.of(Optional.of(first), Optional.of(second)),
        find().cases(false).stream().map(FrocCase::prediction).toList());
  }

  @Test
  void aCaseMustNotHaveTwoPredictions() {
    file(masks, "p07.nii.gz");
    file(predictions, "p07.nii");
    file(predictions, "p07/probability.nii.gz");
    assertRefused(
        predictions,
        "a case must have one prediction, but p07 has 2: p07/probability.nii.gz, p07.nii; remove the others",
        () -> find().cases(true));
  }

  @Test
  void casesWithoutPredictionAreEmptyOnlyWhereThatIsAllowed() {
    file(masks, "p07.nii.gz");
    file(masks, "p09.nii.gz");
    file(predictions, "p07.nii.gz");
    assertEquals(Optional.empty(), find().cases(true).get(1).prediction());
    assertRefused(
        predictions,
        "every case must have a prediction <case>.nii.gz, but 1 of 2 have none: p09; add them, or"
            + " count them as empty with --allow-missing",
        () -> find().cases(false));
  }

  @Test
  void predictionsOfNoCaseAreNamed() {
    file(masks, "p07.nii.gz");
    file(predictions, "p07.nii.gz");
    file(predictions, "p11.nii.gz");
    file(predictions, "p10/probability.nii.gz");
    assertEquals(List.of("p10", "p11"), find().unused());
  }

  @Test
  void imagesWithoutTheirHeaderAreNamedWhereTheyLie() {
    file(masks, "p07.nii.gz");
    file(masks, "p08.img");
    file(masks, "p09/GT.img");
    file(predictions, "p07.hdr");
    file(predictions, "p07.img");
    assertEquals(
        List.of(new FrocInputs.Unread(masks, List.of("p08.img", "p09/GT.img"))), find().unread());
  }
}
