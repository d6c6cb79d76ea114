package org.ibengine.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder per case, with the names of BraTS or without. */
class FolderLayoutTest {
  @TempDir private Path folder;
  private NamedFiles files;

  @BeforeEach
  void beginEmpty() {
    files = new NamedFiles(folder.resolve("raw"));
  }

  private Discovery masked(String pattern) {
    return Discovery.of(InputRequest.of(List.of(files.root())).mask(NamePattern.of(pattern)));
  }

  @Test
  void aMaskThatIsAskedForLeavesTheUsualOneOut() throws IOException {
    files.add("p/T1.nii", "p/Lesion_2.nii.gz", "p/GT.nii", "q/T1.nii", "q/GT.nii");
    Discovery found = masked("lesion*");
    assertEquals("p: T1=p/T1.nii; p/Lesion_2.nii.gz", files.cases(found));
    assertTrue(files.faults(found).startsWith("q: RAW/q: has no mask"), files.faults(found));
    assertTrue(found.summary().contains("gt* are left out"), found.summary());
    assertTrue(masked("lesion_2.nii.gz").summary().contains("1 case"));
    assertThrows(IllegalArgumentException.class, () -> masked("p/lesion"));
  }

  @Test
  void mostFoldersDecideBetweenThisAndBrats() throws IOException {
    files.add("a/a-t1.nii", "a/a-seg.nii", "b/b_t1.nii", "b/b_seg.nii", "c/T1.nii", "c/GT.nii");
    Discovery found = files.discover();
    assertEquals("BraTS", found.layout());
    assertEquals(
        "a: t1=a/a-t1.nii; a/a-seg.nii\nb: t1=b/b_t1.nii; b/b_seg.nii", files.cases(found));
    assertEquals(
        "c: RAW/c: its images are called c-MODALITY, but there is also T1.nii; rename it, or take it"
            + " away",
        files.faults(found));
    files.add("d/T1.nii", "d/GT.nii", "e/T1.nii", "e/GT.nii");
    assertEquals("one folder per case", files.discover().layout());
  }

  @Test
  void aFolderOfNamedCasesMayBeOneCase() throws IOException {
    files.add("BraTS-1/BraTS-1-t1c.nii", "BraTS-1/BraTS-1-seg.nii", "BraTS-1/BraTS-1-gtv.nii");
    Discovery found = Discovery.of(InputRequest.of(List.of(files.root().resolve("BraTS-1"))));
    assertEquals(
        "BraTS-1: gtv=BraTS-1/BraTS-1-gtv.nii, t1c=BraTS-1/BraTS-1-t1c.nii; BraTS-1/BraTS-1-seg.nii",
        files.cases(found));
  }

  @Test
  void foldersOfTwoLayoutsAreRefused() throws IOException {
    files.add("one/p/T1.nii", "one/p/GT.nii", "two/q/q-t1.nii", "two/q/q-seg.nii");
    InputRequest both =
        InputRequest.of(List.of(files.root().resolve("one"), files.root().resolve("two")));
    DatasetException error = assertThrows(DatasetException.class, () -> Discovery.of(both));
    assertTrue(error.getMessage().contains("has the layout BraTS, but"), error.getMessage());
  }

  @Test
  void aFolderAboveOrBelowTheRightOnePointsAtIt() throws IOException {
    files
        .write("nnUNet_raw/Dataset001_X/dataset.json", "{\"channel_names\": {\"0\": \"CT\"}}")
        .add("nnUNet_raw/Dataset001_X/imagesTr/p_0000.nii.gz")
        .add("nnUNet_raw/Dataset001_X/labelsTr/p.nii.gz");
    Path above = files.root().resolve("nnUNet_raw");
    for (Path place : List.of(above, above.resolve("Dataset001_X/imagesTr"))) {
      InputRequest request = InputRequest.of(List.of(place));
      String message =
          assertThrows(DatasetException.class, () -> Discovery.of(request)).getMessage();
      String words =
          place.equals(above)
              ? "Dataset001_X in it has the layout nnunet: give that folder"
              : "it is a part of nnU-Net's raw layout: give the folder that holds it";
      assertTrue(message.contains(words), message);
    }
  }
}
