package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.Test;

/** What is not taken is told; other layouts are recognised. */
class LeftOutTest extends OnRawCases {
  @Test
  void aFolderWhoseMaskIsNotReadIsACaseThatFails() throws IOException {
    raw.add("p1", LESION);
    Files.createDirectories(root.resolve("p2"));
    Files.writeString(root.resolve("p2/GT.mgz"), "x");
    Files.writeString(root.resolve("p2/T1.mgz"), "x");
    PrepareSummary summary = run();
    assertEquals("p2", summary.failures().get(0).caseName());
    assertHolds(summary.failures().get(0).message(), "has no mask", "GT.mgz is not read");
  }

  @Test
  void aCaseWithoutReadableModalityNamesWhatIsThere() throws IOException {
    raw.mask("p1", "GT.nii", LESION);
    Files.writeString(root.resolve("p1/T1.mgz"), "x");
    assertHolds(run().failures().get(0).message(), "a mask but no modality", "not read: T1.mgz");
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
  void modalitiesNamedByTheirCaseAreToldAsSuchAmongOthers() throws IOException {
    raw.add("a", LESION);
    raw.add("c", LESION);
    raw.image("b", "b_T1.nii.gz", RawCases.GRID);
    raw.mask("b", "GT.nii.gz", LESION);
    assertHolds(
        run().failures().get(0).message(),
        "its file names begin with the case's name",
        "leave it out, as in T1.nii.gz");
  }

  @Test
  void aFolderWithoutMaskNamesWhatMayBeIt() throws IOException {
    raw.add("a", LESION);
    raw.image("x1", "lesions.nii.gz", RawCases.GRID);
    raw.image("x1", "T1.nii.gz", RawCases.GRID);
    assertHolds(
        run().failures().get(0).message(),
        "has no mask; add GT.nii.gz",
        "if lesions.nii.gz is it, rename it",
        "--mask lesions");
  }
}
