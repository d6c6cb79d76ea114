package org.ibengine.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and masks that patterns find. */
class FilePairsTest {
  @TempDir private Path folder;

  private static Discovery find(FilePairs pairs, Path... folders) {
    return Discovery.of(InputRequest.of(List.of(folders)).pairs(pairs));
  }

  @Test
  void flatFilesArePairedOverAllFolders() throws IOException {
    NamedFiles files =
        new NamedFiles(folder)
            .add(
                "1/volume-0.nii", "1/volume-10.nii", "2/segmentation-0.nii", "2/segmentation-7.nii")
            .add("2/segmentation-10.nii", "1/volume-0.nii.gz", "1/my volume-3.nii");
    Discovery found =
        find(
            FilePairs.of("volume-{}.nii", "segmentation-{}.nii"),
            folder.resolve("1"),
            folder.resolve("2"));
    assertEquals(
        "0: volume=1/volume-0.nii; 2/segmentation-0.nii\n"
            + "10: volume=1/volume-10.nii; 2/segmentation-10.nii",
        files.cases(found));
    assertEquals("7: RAW/2: has no image; no file fits volume-{}.nii with 7", files.faults(found));
  }

  @Test
  void namesComeFromFoldersAndMayStandTwice() throws IOException {
    NamedFiles files =
        new NamedFiles(folder)
            .add("case_1/imaging.nii.gz", "case_1/segmentation.nii.gz", "case_1/other.nii.gz")
            .add("x/1/x_ct.nii", "x/1/y_ct.nii", "x/masks/x.nii");
    assertEquals(
        "case_1: imaging=case_1/imaging.nii.gz; case_1/segmentation.nii.gz",
        files.cases(find(FilePairs.of("{}/imaging", "{}/seg*"), folder)));
    assertEquals(
        "x: ct=x/1/x_ct.nii; x/masks/x.nii",
        files.cases(find(FilePairs.of("{}/*/{}_ct.nii", "{}/masks/{}.nii"), folder)));
  }

  @Test
  void aFileThatFitsBothPatternsIsOfTheOneThatSaysMore() throws IOException {
    NamedFiles files =
        new NamedFiles(folder)
            .add("p1.nii.gz", "p1_seg.nii.gz", "p2.nii.gz", "p2_seg.nii.gz")
            .add("x/q_ct.nii", "x/q.nii");
    assertEquals(
        "p1: image=p1.nii.gz; p1_seg.nii.gz\np2: image=p2.nii.gz; p2_seg.nii.gz",
        files.cases(find(FilePairs.of("{}.nii.gz", "{}_seg.nii.gz"), folder)));
    Discovery masksByName = find(FilePairs.of("x/{}_ct", "x/{}"), folder);
    assertEquals("q: ct=x/q_ct.nii; x/q.nii", files.cases(masksByName));
    assertEquals("", files.faults(masksByName));
    assertEquals(
        Optional.of(new FilePairs.Found("x", true)),
        FilePairs.of("{}/a*", "{}/*b").find(Path.of("x/ab.nii")));
  }

  @Test
  void whatIsThereInsteadIsNamed() throws IOException {
    NamedFiles files =
        new NamedFiles(folder).add("volume-7.nii", "seg-7.nii", "volume-8.nii", "x/volume-9.nii");
    assertEquals(
        "7: RAW: has no mask; no file fits segmentation-{}.nii with 7; there is seg-7.nii\n"
            + "8: RAW: has no mask; no file fits segmentation-{}.nii with 8",
        files.faults(find(FilePairs.of("volume-{}.nii", "segmentation-{}.nii"), folder)));
  }

  @Test
  void theModalityIsWhatIsLeftOfThePattern() {
    assertEquals("volume", FilePairs.of("volume-{}.nii", "s-{}").modality());
    assertEquals("image", FilePairs.of("imagesTr/{}.nii.gz", "l/{}").modality());
    assertEquals("ct", FilePairs.of("a/{}_ct", "l/{}").modality());
    assertEquals("image", FilePairs.of("label-{}", "l/{}").modality());
  }

  @Test
  void patternsThatCannotPairAreRefused() throws IOException {
    for (String wrong : List.of("volume.nii", "/x/{}.nii", "../{}.nii")) {
      assertThrows(IllegalArgumentException.class, () -> FilePairs.of(wrong, "m/{}"), wrong);
    }
    assertThrows(IllegalArgumentException.class, () -> FilePairs.of("{}.nii", "{}.nii"));
    new NamedFiles(folder).add("a.nii");
    DatasetException error =
        assertThrows(DatasetException.class, () -> find(FilePairs.of("v-{}", "s-{}"), folder));
    assertTrue(
        error.getMessage().endsWith("holds no file that fits v-{} or s-{}; found: 1 image (a.nii)"),
        error.getMessage());
  }
}
