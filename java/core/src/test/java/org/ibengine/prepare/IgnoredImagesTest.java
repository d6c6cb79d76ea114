package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.index.Layout;
import org.junit.jupiter.api.Test;

/** Images that are not taken are told. */
class IgnoredImagesTest extends OnRawCases {
  @Test
  void ignoredImagesAreNamedOnce() throws IOException {
    Path p1 = raw.add("p1", LESION);
    for (String name : List.of("DWI.mif", "T2.nii.bz2", "aseg.mgz", "notes.txt", "._T2.nii.bz2")) {
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
        p1 + ": ignored, although these look like images: ADC.nii, DWI.mif, T2.nii.bz2, aseg.mgz;",
        root + ": ignored, although these look like images: atlas.nii.gz;",
        root.resolve("dicom") + ": holds DICOM files, which are not read; convert it to NIfTI");
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
        Preparation.plan(
            raw.request(output, RawCases.options(Layout.VOLUMES)), backend, PrepareListener.NONE);
    assertEquals(2, steps.size(), steps.toString());
    assertHolds(steps.get(0).todo(), "warning: " + p1 + ": ignored", "T2.mgz");
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
}
