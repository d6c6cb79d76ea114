package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignDatasetTest {
  private static final String NNUNET =
      "{\"channel_names\":{\"0\":\"CT\"},\"labels\":{\"background\":0},\"file_ending\":\".nii.gz\"}";
  private static final String DECATHLON =
      "{\"name\":\"BRATS\",\"modality\":{\"0\":\"FLAIR\"},\"numTraining\":1,\"training\":[]}";

  @TempDir private Path folder;

  private String refusal() {
    return assertThrows(DatasetException.class, () -> DatasetReader.open(folder)).getMessage();
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("dataset.json"), text);
  }

  @Test
  void anotherToolsDatasetIsNamedAsSuch() throws IOException {
    write(NNUNET);
    String wanted =
        folder
            + ": not an ib-engine dataset: dataset.json has no formatVersion (it looks like nnU-Net's)";
    assertTrue(refusal().startsWith(wanted), refusal());
    assertFalse(refusal().contains("damaged"), refusal());
    write(DECATHLON);
    assertTrue(refusal().contains("it looks like the Medical Segmentation Decathlon's"), refusal());
    write("{}");
    assertTrue(refusal().contains("dataset.json has no formatVersion; run ib prepare"), refusal());
    assertEquals(
        refusal(),
        assertThrows(DatasetException.class, () -> DatasetVerifier.verify(folder)).getMessage());
  }

  @Test
  void itIsNeverOverwritten() throws IOException {
    write(NNUNET);
    DatasetFolder out = new DatasetFolder(folder);
    assertThrows(
        DatasetException.class,
        () -> DatasetSession.open(out, Records.OPTIONS, Set.of(), new DurableFiles()).close());
    assertEquals(NNUNET, Files.readString(folder.resolve("dataset.json")));
  }

  @Test
  void patchesOfTheScriptBesideItAreStillPatchesOfTheScript() throws IOException {
    Files.createDirectories(folder.resolve("lesion_patches"));
    write(NNUNET);
    assertTrue(ScriptFolder.isOne(folder));
  }

  @Test
  void aDamagedDatasetOfOursIsOurs() throws IOException {
    write("{\"formatVersion\": 1, \"lay");
    assertFalse(DatasetReader.isDataset(folder));
    Files.createDirectories(folder.resolve("cases"));
    assertTrue(DatasetReader.isDataset(folder));
    assertTrue(refusal().contains("is damaged"), refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "version https://git-lfs.github.com/spec/v1\n"})
  void aDatasetJsonThatCannotBeReadIsRestoredOrMadeAnewAndNoCaseIsRemoved(String text)
      throws IOException {
    Files.createDirectories(folder.resolve("cases"));
    write(text);
    assertTrue(
        refusal()
            .endsWith(
                "; restore it (git lfs pull where Git LFS keeps it), or remove it and run ib prepare"
                    + " again with the same options"),
        refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "version https://git-lfs.github.com/spec/v1\n"})
  void whatMayBeAnotherToolsIsNotToBeRemoved(String text) throws IOException {
    write(text);
    assertTrue(
        refusal()
            .endsWith(
                "; restore it (git lfs pull where Git LFS keeps it), or run ib prepare on the case"
                    + " folders, into a folder of its own"),
        refusal());
  }
}
