package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Index3;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not taken is told; other layouts are recognised. */
class LeftOutTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path root;
  private Path output;

  @BeforeEach
  void prepareNothingYet() {
    root = temporary.resolve("raw");
    raw = new RawCases(backend, root);
    output = temporary.resolve("out");
  }

  private PrepareSummary run(DatasetOptions options) {
    return Preparation.run(raw.request(output, options), backend, PrepareListener.NONE);
  }

  private PrepareSummary run() {
    return run(RawCases.options(Layout.VOLUMES));
  }

  private static List<String> messages(PrepareSummary summary) {
    return summary.warnings().stream().map(CaseWarning::message).toList();
  }

  private static void assertHolds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void ignoredImagesAreNamedOnce() throws IOException {
    Path p1 = raw.add("p1", LESION);
    for (String name : List.of("DWI.nrrd", "T2.nii.bz2", "aseg.mgz", "notes.txt", "._T2.nii.bz2")) {
      Files.writeString(p1.resolve(name), "x");
    }
    Files.createDirectories(p1.resolve("ADC.nii"));
    Files.writeString(root.resolve("atlas.nii.gz"), "x");
    Files.createDirectories(root.resolve("dicom"));
    Files.writeString(root.resolve("dicom/1.dcm"), "x");
    PrepareSummary summary = run();
    assertEquals(List.of("p1"), summary.prepared());
    List<String> messages = messages(summary);
    assertEquals(3, messages.size(), messages.toString());
    assertHolds(
        String.join("\n", messages),
        p1 + ": ignored, although these look like images: ADC.nii, DWI.nrrd, T2.nii.bz2, aseg.mgz;",
        root + ": ignored, although these look like images: atlas.nii.gz;",
        root.resolve("dicom") + ": ignored, although these look like images: 1.dcm;");
    assertFalse(messages.toString().contains("notes"), messages.toString());
  }

  @Test
  void imagesInFoldersOfACaseAreNamed() throws IOException {
    Path p1 = raw.add("p1", LESION);
    Files.createDirectories(p1.resolve("anat/deeper"));
    Files.writeString(p1.resolve("anat/T2.nii.gz"), "x");
    Files.createDirectories(p1.resolve("dicom"));
    Files.writeString(p1.resolve("dicom/1.dcm"), "x");
    PrepareSummary summary = run();
    assertEquals(List.of("p1"), summary.prepared());
    assertEquals(List.of("p1"), summary.warnings().stream().map(CaseWarning::caseName).toList());
    assertHolds(messages(summary).get(0), "look like images: anat/T2.nii.gz, dicom/1.dcm; only ");
  }

  @Test
  void aMaskInAFolderOfItsCaseIsPointedAt() throws IOException {
    raw.image("p1", "FLAIR.nii", RawCases.GRID);
    Files.createDirectories(root.resolve("p1/seg"));
    Files.writeString(root.resolve("p1/seg/GT.nii.gz"), "x");
    String message = run().failures().get(0).message();
    assertHolds(message, "has no mask", "seg/GT.nii.gz is not read");
  }

  @Test
  void aDryRunTellsWhatIsLeftOut() throws IOException {
    Path p1 = raw.add("p1", LESION);
    Files.writeString(p1.resolve("T2.mgz"), "x");
    List<Preparation.Step> steps =
        Preparation.plan(raw.request(output, RawCases.options(Layout.VOLUMES)), backend);
    assertEquals(2, steps.size(), steps.toString());
    assertHolds(steps.get(0).todo(), "warning: " + p1 + ": ignored", "T2.mgz");
  }

  @Test
  void theHintAtNamesThatBeginWithTheCasesNamesNoMask() throws IOException {
    raw.image("x-1", "x-1-seg.nii", RawCases.GRID);
    raw.image("x-1", "x-1-t1.nii", RawCases.GRID);
    String message = run().failures().get(0).message();
    assertHolds(message, "rename it to GT.nii.gz", "leave it out, as in t1.nii.gz");
  }

  @Test
  void manyIgnoredImagesAreCounted() throws IOException {
    for (int i = 1; i <= 8; i++) {
      Path folder = raw.add("p" + i, LESION);
      for (int k = 0; k < 22; k++) {
        Files.writeString(folder.resolve((100 + k) + ".dcm"), "x");
      }
    }
    List<String> messages = messages(run());
    assertEquals(5, messages.size());
    assertHolds(messages.get(0), " 100.dcm, 101.dcm, ", ", 119.dcm and 2 more;");
    assertHolds(messages.get(4), "(3 more folders hold such files)");
  }

  @Test
  void aFolderWhoseMaskIsNotReadIsACaseThatFails() throws IOException {
    raw.add("p1", LESION);
    Files.createDirectories(root.resolve("p2"));
    Files.writeString(root.resolve("p2/GT.nrrd"), "x");
    Files.writeString(root.resolve("p2/T1.nrrd"), "x");
    PrepareSummary summary = run();
    assertEquals("p2", summary.failures().get(0).caseName());
    assertHolds(summary.failures().get(0).message(), "has no mask", "GT.nrrd is not read");
  }

  @Test
  void aCaseWithoutReadableModalityNamesWhatIsThere() throws IOException {
    raw.mask("p1", "GT.nii", LESION);
    Files.writeString(root.resolve("p1/T1.mha"), "x");
    assertHolds(run().failures().get(0).message(), "a mask but no modality", "not read: T1.mha");
  }

  @Test
  void oneStrayModalityNamesItsCaseAndFailsNone() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      raw.add(name, LESION);
    }
    raw.image("b", "DWI.nii", RawCases.GRID);
    PrepareSummary summary = run();
    assertEquals(List.of("a", "b", "c"), summary.prepared());
    assertEquals(List.of("FLAIR", "T1"), DatasetReader.open(output).options().modalities());
    assertEquals("b", summary.warnings().get(0).caseName());
    assertHolds(
        messages(summary).get(0), "only this one of 3 cases has modality DWI", "--modalities");
    output = temporary.resolve("asked");
    PrepareSummary asked =
        run(RawCases.options(Layout.VOLUMES).withModalities(List.of("DWI", "T1")));
    assertEquals(2, asked.failures().size());
    assertEquals(List.of(), asked.warnings());
  }

  @Test
  void aCaseThatIsALinkToNowhereFailsAndIsNamed() throws IOException {
    raw.add("a", LESION);
    Files.createSymbolicLink(root.resolve("b"), root.resolve("away"));
    PrepareSummary summary = run();
    assertEquals(List.of("a"), summary.prepared());
    assertEquals("b", summary.failures().get(0).caseName());
    assertHolds(summary.failures().get(0).message(), "is a link to", "which cannot be reached");
  }

  @Test
  void aModalityThatHalfOfTheCasesHaveIsMissedInTheOthers() throws IOException {
    raw.add("a", LESION);
    raw.add("b", LESION);
    Files.delete(raw.add("c", LESION).resolve("T1.nii"));
    Files.delete(raw.add("d", LESION).resolve("T1.nii"));
    PrepareSummary summary = run();
    assertEquals(List.of("a", "b"), summary.prepared());
    assertHolds(
        summary.failures().get(0).message(),
        "has no modality T1, has FLAIR; other cases have it: add it here");
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void aModalityOfOneOfTwoCasesFailsNeither() throws IOException {
    raw.add("a", LESION);
    Files.delete(raw.add("b", LESION).resolve("T1.nii"));
    PrepareSummary summary = run();
    assertEquals(List.of("a", "b"), summary.prepared());
    assertHolds(messages(summary).get(0), "only this one of 2 cases has modality T1");
  }

  @Test
  void manyStrayModalitiesAreCounted() throws IOException {
    for (int i = 1; i <= 8; i++) {
      raw.add("p" + i, LESION);
      raw.image("p" + i, "extra" + i + ".nii", RawCases.GRID);
    }
    List<String> messages = messages(run());
    assertEquals(5, messages.size());
    assertHolds(messages.get(4), "(3 more modalities are left out like this)");
  }

  @Test
  void modalitiesNamedByTheirCaseAreToldAsSuch() throws IOException {
    for (String name : List.of("BraTS-GLI-00001-000", "BraTS-GLI-00002-000", "BraTS-GLI-3-000")) {
      raw.image(name, name + "-t1c.nii.gz", RawCases.GRID);
      raw.mask(name, "GT.nii.gz", LESION);
    }
    PrepareSummary summary = run();
    assertEquals(3, summary.failures().size());
    assertHolds(
        summary.failures().get(0).message(),
        "its file names begin with the case's name",
        "leave it out, as in t1c.nii.gz");
  }

  @Test
  void aFolderWithoutMaskNamesWhatMayBeIt() throws IOException {
    raw.image("x1", "x1-seg.nii.gz", RawCases.GRID);
    raw.image("x1", "x1-t1c.nii.gz", RawCases.GRID);
    assertHolds(
        run().failures().get(0).message(),
        "has no mask; add GT.nii.gz",
        "if x1-seg.nii.gz is it, rename it",
        "its file names begin with the case's name");
  }

  @Test
  void otherLayoutsAreRecognised() throws IOException {
    raw.image("imagesTr", "p1_0000.nii.gz", RawCases.GRID);
    raw.image("labelsTr", "p1.nii.gz", RawCases.GRID);
    for (CaseFailure failure : run().failures()) {
      assertHolds(failure.message(), "nnU-Net's raw layout, which is not read yet");
    }
    Path bids = temporary.resolve("bids");
    Files.createDirectories(bids.resolve("sub-01/anat"));
    Files.writeString(bids.resolve("sub-01/anat/sub-01_T1w.nii.gz"), "x");
    DatasetException error =
        assertThrows(DatasetException.class, () -> CaseDiscovery.of(List.of(bids)));
    assertHolds(error.getMessage(), "holds no case", "looks like BIDS, which is not read yet");
  }
}
