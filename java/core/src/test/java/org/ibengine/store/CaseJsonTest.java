package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.LesionChanges.Dropped;
import org.ibengine.label.LesionChanges.Fragment;
import org.ibengine.label.LesionChanges.Merged;
import org.ibengine.label.LesionChanges.Reason;
import org.ibengine.label.LesionChanges.Renumbered;
import org.ibengine.volume.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseJsonTest {
  private static final CaseRecord RECORD =
      Records.of(
          "p 07",
          List.of(new OutputFile("lesion_patches/p 07_T1_positive_0000.nii.gz", 5, 0xfedcba98)));

  @TempDir private Path folder;

  private String text() {
    return new String(CaseJson.write(RECORD), StandardCharsets.UTF_8);
  }

  private CaseRecord read(String text) throws Exception {
    return CaseJsonReader.read(
        JsonObject.parse(folder.resolve("case.json"), text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatIsReadIsWhatWasWrittenToTheBit() throws Exception {
    assertEquals(RECORD, read(text()));
  }

  @Test
  void optionsAreReadAsWritten() throws Exception {
    Path file = Files.write(folder.resolve("dataset.json"), DatasetJson.write(Records.OPTIONS, 1));
    assertEquals(Records.OPTIONS, DatasetJson.read(file));
  }

  @Test
  void aNewerFormatIsRefusedWithTheRemedy() {
    String newer = text().replace("\"formatVersion\": 1", "\"formatVersion\": 7");
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

  private void assertDamaged(String part, String replacement, String word) {
    assertTrue(text().contains(part), text());
    String damaged = text().replace(part, replacement);
    DatasetException error = assertThrows(DatasetException.class, () -> read(damaged));
    assertTrue(error.getMessage().contains(word), error.getMessage());
  }

  @Test
  void anInstanceThatNoLabelMapCanHaveIsRefused() {
    assertDamaged("[[0,1,2],[1,2,4]]", "[[0,1,2],[4,2,4]]", "must lie inside the volume");
    assertDamaged("[[0,1,2],[1,2,4]]", "[[0,-1,2],[1,2,4]]", "must lie inside the volume");
    assertDamaged("\"voxels\": 2", "\"voxels\": 3", "those of its box");
    assertDamaged("\"voxels\": 2", "\"voxels\": 1", "no more than voxels");
    assertDamaged("[[0,1,2],[0,1,3]]", "[]", "from 1 to 64 anchors");
    assertDamaged("[[0,1,2],[0,1,3]]", "[[0,1,2],[0,1,4]]", "anchors inside its box");
    assertDamaged("[2,1,0]", "[3,1,0]", "windows must begin inside the volume");
  }

  @Test
  void aSizeBeyond63BitsIsDamageAndNoDefect() {
    assertDamaged("[3,5,7]", "[2147483647,2147483647,2147483647]", "is damaged");
    assertDamaged("[3,5,7]", "[2147483648,5,7]", "is damaged");
    assertDamaged("[3,5,7]", "[99999999999999999999,5,7]", "is damaged");
  }

  @Test
  void aPathNamedTwiceIsRefused() {
    String line = "{\"path\": \"lesion_patches/p 07_T1_positive_0000.nii.gz\"";
    int begin = text().indexOf(line);
    String output = text().substring(begin, text().indexOf('}', begin) + 1);
    assertDamaged(output, output + "," + output, "must be named once");
  }

  @Test
  void namesInFilesAreReadAsWrittenAndOthersAreRefused() throws Exception {
    CaseRecord renamed =
        new CaseRecord(
            RECORD.index(),
            RECORD.optionsHash(),
            RECORD.sources(),
            RECORD.outputs(),
            PatchNames.of("p 07", List.of("T1", "T1_ce")),
            0,
            LesionChanges.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.of("p"));
    String text = new String(CaseJson.write(renamed), StandardCharsets.UTF_8);
    assertEquals(renamed, read(text));
    DatasetException error =
        assertThrows(DatasetException.class, () -> read(text.replace("\"T1-ce\"", "\"../../x\"")));
    assertTrue(error.getMessage().contains("must be called T1-ce"), error.getMessage());
  }

  @Test
  void classesAndWhatARuleChangedAreReadAsWritten() throws Exception {
    CaseIndex index = RECORD.index();
    Instance first = index.instances().get(0);
    Box box = first.box();
    Instance named =
        new Instance(1, first.voxels(), box, first.centroid(), first.anchors(), "core, \"x\"");
    List<Instance> instances = new ArrayList<>(index.instances());
    instances.set(0, named);
    LesionChanges changes =
        new LesionChanges(
            List.of(
                new Dropped("core", OptionalLong.of(9), 3, 0.1 + 0.2, box, Reason.MIN_MM3),
                new Dropped("", OptionalLong.empty(), 1, 0.5, box, Reason.MIN_MM3)),
            List.of(new Merged(1, List.of(new Fragment(2, box), new Fragment(1, box)))),
            List.of(new Renumbered(4_000_000_000L, 1)),
            List.of(new Absent("core, \"x\"", 8), new Absent("", 4_000_000_000L)));
    CaseRecord ruled =
        new CaseRecord(
            new CaseIndex(
                index.name(),
                index.geometry(),
                index.connectivity(),
                index.modalities(),
                instances,
                index.windows()),
            RECORD.optionsHash(),
            RECORD.sources(),
            RECORD.outputs(),
            RECORD.names(),
            0,
            changes,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String text = new String(CaseJson.write(ruled), StandardCharsets.UTF_8);
    assertEquals(ruled, read(text));
    assertEquals(index.foregroundVoxels() + 4, ruled.foregroundVoxels());
    DatasetException error =
        assertThrows(DatasetException.class, () -> read(text.replace("min-mm3", "bored")));
    assertTrue(error.getMessage().contains("because of bored"), error.getMessage());
  }

  @Test
  void aRecordFromBeforeRulesHasNoChanges() throws Exception {
    int begin = text().indexOf("\"dropped\"");
    int end = text().indexOf("\"windows\"");
    assertEquals(RECORD, read(text().substring(0, begin) + text().substring(end)));
  }

  @Test
  void theSubjectIsWrittenWhereItIsKnownOnly() throws Exception {
    CaseRecord named =
        new CaseRecord(
            RECORD.index(),
            RECORD.optionsHash(),
            RECORD.sources(),
            RECORD.outputs(),
            RECORD.names(),
            0,
            LesionChanges.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.of("sub-01"));
    String text = new String(CaseJson.write(named), StandardCharsets.UTF_8);
    assertEquals(named, read(text));
    assertEquals(text(), text.replaceFirst(" *\"subject\" *: *\"sub-01\",\\R", ""));
  }

  @Test
  void aPathThatLeavesTheFolderIsRefused() {
    for (String path :
        List.of(
            "../a/b",
            "/etc/passwd",
            "a/../../b",
            "case.json",
            "cases/p 07/case.json",
            "cases/q/volumes.safetensors",
            "lesion_patches/q_T1_positive_0000.nii.gz",
            "lesion_patches/p 07_T1_negative_0000.nii.gz",
            "background_patches/p 07_T1_positive_0000.nii.gz",
            "lesion_patches/p 07_../../q_positive_0000.nii.gz",
            "lesion_patches/../lesion_patches/p 07_T1_positive_0000.nii.gz",
            "./lesion_patches/p 07_T1_positive_0000.nii.gz",
            "lesion_patches//p 07_T1_positive_0000.nii.gz",
            "lesion_patches/p 07_T1_positive_0000.nii.gz/x",
            "lesion_patches/p 07_\\u0000_positive_x.nii.gz",
            "")) {
      String evil = text().replace("lesion_patches/p 07_T1_positive_0000.nii.gz", path);
      DatasetException error = assertThrows(DatasetException.class, () -> read(evil), path);
      assertTrue(error.getMessage().contains("gives its own files"), error.getMessage());
    }
  }
}
