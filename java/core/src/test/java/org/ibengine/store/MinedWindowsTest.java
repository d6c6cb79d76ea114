package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.MinedWindow;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mined windows in the record of a case, and the version of format that they bring. */
class MinedWindowsTest {
  private static final List<MinedWindow> MINED =
      List.of(
          new MinedWindow(new Index3(1, 2, 3), 2.5, 0.95, new Size3(2, 3, 4)),
          new MinedWindow(new Index3(0, 0, 0), 0.1 + 0.2, 0, new Size3(3, 5, 7)),
          new MinedWindow(new Index3(2, 4, 6), Double.POSITIVE_INFINITY, 0.5, new Size3(1, 1, 1)));

  @TempDir private Path temporary;

  private static CaseRecord mined() {
    DataId id = new DataId("0123456789abcdef", 1);
    CaseRecord record = Records.of("p", List.of());
    OutputFile volumes = new OutputFile(DatasetFolder.volumesPath("p", id), 5, 7);
    return with(record, MINED, List.of(volumes), Optional.of(id));
  }

  private static CaseRecord with(
      CaseRecord record, List<MinedWindow> windows, List<OutputFile> outputs, Optional<DataId> id) {
    CaseIndex index = record.index();
    return new CaseRecord(
        new CaseIndex(
            index.name(),
            index.geometry(),
            index.connectivity(),
            index.modalities(),
            index.instances(),
            index.windows(),
            index.body(),
            windows),
        record.optionsHash(),
        record.sources(),
        outputs,
        record.names(),
        record.largestLabel(),
        record.changes(),
        record.origin(),
        id,
        record.subject());
  }

  private static String text(CaseRecord record) {
    return new String(CaseJson.write(record), StandardCharsets.UTF_8);
  }

  private CaseRecord read(String text) {
    return CaseJsonReader.read(
        JsonObject.parse(temporary.resolve("case.json"), text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void windowsAreReadAsWrittenInAFormatOfTheirOwn() {
    CaseRecord record = mined();
    String text = text(record);
    assertTrue(text.contains("\"formatVersion\": 4"), text);
    assertTrue(
        text.contains(
            "{\"corner\": [1,2,3],\"boxGapMm\": 2.5,\"hardness\": 0.95,\"patchSize\": [2,3,4]}"),
        text);
    assertTrue(text.contains("\"boxGapMm\": null"), text);
    assertEquals(record, read(text));
  }

  @Test
  void aRecordWithoutThemIsWhatItWas() {
    CaseRecord record = Records.of("p", List.of());
    assertFalse(text(record).contains("mined"));
    assertEquals(List.of(), read(text(record)).index().mined());
  }

  @Test
  void aRecordOfPatchesHasNone() {
    CaseRecord patches = Records.of("p", List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> with(patches, MINED, patches.outputs(), Optional.empty()));
    String text = text(mined()).replace("\"formatVersion\": 4", "\"formatVersion\": 1");
    assertDamaged(text, "case.json: is damaged");
  }

  @Test
  void aWindowThatLeavesTheVolumeOrHasNoHardnessIsRefused() {
    String text = text(mined());
    assertDamaged(text.replace("[1,2,3]", "[2,2,3]"), "mined windows must lie inside the volume");
    assertDamaged(text.replace("[1,2,3]", "[-1,2,3]"), "mined windows must lie inside the volume");
    assertDamaged(text.replace("[1,2,3]", "[2147483647,2,3]"), "case.json: is damaged");
    assertDamaged(text.replace("0.95", "1.0"), "hardness must be at least 0 and below 1");
    assertDamaged(text.replace("\"boxGapMm\": 2.5", "\"boxGapMm\": \"far\""), "boxGapMm");
  }

  private void assertDamaged(String text, String word) {
    DatasetException error = assertThrows(DatasetException.class, () -> read(text));
    assertTrue(error.getMessage().contains(word), error.getMessage());
  }

  @Test
  void theFirstSuchCaseMakesTheFolderOneThatOlderReadersRefuse() throws Exception {
    DatasetFolder folder = new DatasetFolder(temporary.resolve("out"));
    VolumeCases.commit(folder, 1, new DurableFiles());
    assertTrue(Files.readString(folder.datasetFile()).contains("\"formatVersion\": 2"));
    try (DatasetSession session = VolumeCases.open(folder, new DurableFiles())) {
      StagedCase staged = VolumeCases.stage(session, 2);
      CaseRecord plain = staged.record();
      CaseRecord mined = with(plain, MINED, plain.outputs(), plain.id());
      session.commit(new StagedCase(mined, staged.staging()));
    }
    assertTrue(Files.readString(folder.datasetFile()).contains("\"formatVersion\": 4"));
    assertEquals(2, VolumeCases.read(folder));
    assertEquals(MINED, PreparedCase.read(folder, "p").index().mined());
    VolumeCases.commit(folder, 3, new DurableFiles());
    assertTrue(Files.readString(folder.datasetFile()).contains("\"formatVersion\": 4"));
    assertEquals(3, VolumeCases.read(folder));
  }
}
