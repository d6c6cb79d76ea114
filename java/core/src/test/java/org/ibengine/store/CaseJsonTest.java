package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseJsonTest {
  private static final CaseRecord RECORD =
      Records.of("p 07", List.of(new OutputFile("lesion_patches/a.nii.gz", 5, 0xfedcba98)));

  @TempDir private Path folder;

  private String text() {
    return new String(CaseJson.write(RECORD), StandardCharsets.UTF_8);
  }

  private CaseRecord read(String text) throws Exception {
    return CaseJsonReader.read(Files.writeString(folder.resolve("case.json"), text));
  }

  @Test
  void whatIsReadIsWhatWasWrittenToTheBit() throws Exception {
    assertEquals(RECORD, read(text()));
  }

  @Test
  void optionsAreReadAsWritten() throws Exception {
    Path file = Files.write(folder.resolve("dataset.json"), DatasetJson.write(Records.OPTIONS));
    assertEquals(Records.OPTIONS, DatasetJson.read(file));
  }

  @Test
  void aNewerFormatIsRefusedWithTheRemedy() {
    String newer = text().replace("\"formatVersion\": 1", "\"formatVersion\": 2");
    DatasetException error = assertThrows(DatasetException.class, () -> read(newer));
    assertTrue(error.getMessage().contains("upgrade ib-engine"), error.getMessage());
  }

  @Test
  void aCutOffFileIsRefusedByName() {
    DatasetException error =
        assertThrows(DatasetException.class, () -> read(text().substring(0, 400)));
    assertTrue(error.getMessage().contains("case.json: is damaged"), error.getMessage());
  }

  @Test
  void aMissingFieldIsNamed() {
    String without = text().replace("\"windows\"", "\"panes\"");
    DatasetException error = assertThrows(DatasetException.class, () -> read(without));
    assertTrue(error.getMessage().contains("windows"), error.getMessage());
  }

  @Test
  void aPathThatLeavesTheFolderIsRefused() {
    for (String path : List.of("../a/b", "/etc/passwd", "a/../../b", "case.json")) {
      String evil = text().replace("lesion_patches/a.nii.gz", path);
      DatasetException error = assertThrows(DatasetException.class, () -> read(evil), path);
      assertTrue(error.getMessage().contains("inside the dataset folder"), error.getMessage());
    }
  }
}
