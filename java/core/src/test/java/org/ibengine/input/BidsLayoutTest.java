package org.ibengine.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BidsLayoutTest {
  @TempDir private Path folder;
  private NamedFiles files;

  @BeforeEach
  void beginEmpty() {
    files = new NamedFiles(folder.resolve("raw"));
  }

  @Test
  void rawDataBesideItsDerivativesIsTheFolderToGive() throws IOException {
    NamedFiles both = new NamedFiles(folder.resolve("both"));
    both.add(
        "derivatives/sub-01/anat/sub-01_label-lesion_mask.nii.gz",
        "derivatives/sub-01/anat/sub-01_T1w.nii.gz",
        "rawdata/sub-01/anat/sub-01_T1w.nii.gz",
        "rawdata/derivatives/m/sub-01/anat/sub-01_label-lesion_mask.nii.gz");
    String message = assertThrows(DatasetException.class, both::discover).getMessage();
    assertTrue(message.contains("; rawdata in it has the layout bids: give that folder"), message);
  }

  @Test
  void entitiesMakeModalitiesAndDerivativesGiveMasks() throws IOException {
    files.add(
        "sub-01/anat/sub-01_T1w.nii.gz",
        "sub-01/anat/sub-01_ce-gad_T1w.nii",
        "sub-01/anat/sub-01_T1w.json",
        "derivatives/p/sub-01/anat/sub-01_label-lesion_mask.nii.gz");
    Discovery found = files.discover();
    assertEquals(
        "sub-01 (sub-01): T1w=sub-01/anat/sub-01_T1w.nii.gz, ce-gad_T1w=sub-01/anat/sub-01_ce-gad_T1w.nii;"
            + " derivatives/p/sub-01/anat/sub-01_label-lesion_mask.nii.gz",
        files.cases(found));
    assertEquals(List.of("T1w", "ce-gad_T1w"), found.modalities());
  }

  @Test
  void sessionsAreCasesWithMasksOfTheirOwn() throws IOException {
    files.add(
        "sub-a/ses-1/anat/sub-a_ses-1_FLAIR.nii",
        "sub-a/ses-2/anat/sub-a_ses-2_FLAIR.nii",
        "derivatives/sub-a/ses-1/sub-a_ses-1_msk.nii",
        "derivatives/sub-a/ses-2/sub-a_ses-2_msk.nii");
    assertEquals(
        "sub-a_ses-1 (sub-a): FLAIR=sub-a/ses-1/anat/sub-a_ses-1_FLAIR.nii;"
            + " derivatives/sub-a/ses-1/sub-a_ses-1_msk.nii\n"
            + "sub-a_ses-2 (sub-a): FLAIR=sub-a/ses-2/anat/sub-a_ses-2_FLAIR.nii;"
            + " derivatives/sub-a/ses-2/sub-a_ses-2_msk.nii",
        files.cases(files.discover()));
  }

  @Test
  void aMaskWithoutSessionIsOfTheOnlyOne() throws IOException {
    files.add(
        "sub-a/ses-1/anat/sub-a_ses-1_FLAIR.nii",
        "sub-b/ses-1/anat/sub-b_ses-1_FLAIR.nii",
        "sub-b/ses-2/anat/sub-b_ses-2_FLAIR.nii",
        "derivatives/m/sub-a_mask.nii",
        "derivatives/m/sub-b_mask.nii");
    Discovery found = files.discover();
    assertEquals(
        "sub-a_ses-1 (sub-a): FLAIR=sub-a/ses-1/anat/sub-a_ses-1_FLAIR.nii; derivatives/m/sub-a_mask.nii",
        files.cases(found));
    assertEquals(2, found.incomplete().size());
    assertTrue(
        found.summary().contains("masks without images are left out, of sub-b"), found.summary());
  }

  @Test
  void masksOfTheBrainArePassedOverAndSeveralOthersAreAskedAbout() throws IOException {
    files.add(
        "sub-1/anat/sub-1_T1w.nii",
        "derivatives/a/sub-1_desc-brain_mask.nii",
        "derivatives/a/sub-1_label-GM_probseg.nii",
        "sub-2/anat/sub-2_T1w.nii",
        "derivatives/a/sub-2_desc-one_mask.nii",
        "derivatives/a/sub-2_desc-two_mask.nii");
    Discovery found = files.discover();
    assertEquals(
        "sub-1: RAW/sub-1: has no mask; add derivatives/manual/sub-1/anat/sub-1_label-lesion_mask.nii.gz,"
            + " or name it with --mask\n"
            + "sub-2: RAW/sub-2: must have one mask, but has sub-2_desc-one_mask.nii,"
            + " sub-2_desc-two_mask.nii; remove the others, or say which one it is with --mask, or in a"
            + " file of --cases, which ib cases writes",
        files.faults(found));
    assertEquals(List.of(Optional.empty(), Optional.empty()), masks(found));
    Discovery asked =
        Discovery.of(InputRequest.of(List.of(files.root())).mask(NamePattern.of("*desc-TWO_mask")));
    assertEquals(
        "sub-2 (sub-2): T1w=sub-2/anat/sub-2_T1w.nii; derivatives/a/sub-2_desc-two_mask.nii",
        files.cases(asked));
  }

  private static List<Optional<Path>> masks(Discovery found) {
    return found.incomplete().stream().map(IncompleteCase::mask).toList();
  }

  @Test
  void masksOfOneNameAreToldApartByTheirFolders() throws IOException {
    files.add(
        "sub-1/anat/sub-1_T1w.nii",
        "derivatives/a/sub-1_label-lesion_mask.nii",
        "derivatives/b/sub-1_label-lesion_mask.nii");
    Discovery found = files.discover();
    String fault = files.faults(found);
    assertTrue(fault.contains("RAW/derivatives/a/sub-1_label-lesion_mask.nii, "), fault);
    assertTrue(fault.contains("RAW/derivatives/b/sub-1_label-lesion_mask.nii; "), fault);
    assertEquals(List.of(Optional.empty()), masks(found));
  }

  @Test
  void seriesAndOtherDataAreNotModalities() throws IOException {
    files.add(
        "sub-1/anat/sub-1_T1w.nii",
        "sub-1/anat/sub-1_lesion_roi.nii",
        "sub-1/func/sub-1_task-rest_bold.nii",
        "sub-1/dwi/sub-1_dwi.nii",
        "sub-1/dwi/sub-1_dwi.bval",
        "sub-1/dwi/sub-1_adc.nii",
        "sub-1/anat/scan.nii");
    Discovery found = files.discover();
    assertEquals(
        "sub-1 (sub-1): T1w=sub-1/anat/sub-1_T1w.nii, adc=sub-1/dwi/sub-1_adc.nii;"
            + " sub-1/anat/sub-1_lesion_roi.nii",
        files.cases(found));
    assertTrue(found.warnings().get(0).message().contains("sub-1/anat/scan.nii"));
  }
}
