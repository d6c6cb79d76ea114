package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a case of the volumes layout takes the place of what was there. */
class VolumesCommitTest {
  private static final String PATCH = "lesion_patches/p_T1_positive_0000.nii.gz";
  private static final String FOREIGN = "lesion_patches/p_foreign_positive_0009.nii.gz";

  /** What a case may be before it is committed. */
  enum Before {
    NOTHING,
    FORMAT_1,
    FORMAT_2,
    PATCHES
  }

  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void nameTheFolder() {
    folder = new DatasetFolder(temporary.resolve("out"));
  }

  private void make(Before before) throws IOException {
    deleteTree(folder.root());
    Files.createDirectories(folder.resolve("lesion_patches"));
    Files.writeString(folder.resolve(FOREIGN), "not ours");
    switch (before) {
      case NOTHING -> {}
      case FORMAT_1 -> VolumeCases.writeFormatOne(folder, 1);
      case FORMAT_2 -> VolumeCases.commit(folder, 1, new DyingFiles());
      case PATCHES -> commitPatch();
    }
  }

  private void commitPatch() throws IOException {
    try (DatasetSession session =
        DatasetSession.open(folder, Records.OPTIONS, Set.of("p"), new DyingFiles())) {
      CaseStaging staging = session.stage();
      byte[] bytes = PATCH.getBytes();
      Files.write(staging.file(PATCH), bytes);
      CRC32C checksum = new CRC32C();
      checksum.update(bytes);
      OutputFile output = new OutputFile(PATCH, bytes.length, (int) checksum.getValue());
      session.commit(new StagedCase(Records.of("p", List.of(output)), staging));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereverACommitIsKilledNothingIsLostAndTheNextRunCompletes(Before before)
      throws IOException {
    int kills = 0;
    for (boolean finished = false; !finished; kills++) {
      make(before);
      finished = survives(2, kills);
      assertWhole(before, "killed before operation " + kills);
      VolumeCases.commit(folder, 2, new DyingFiles());
      assertComplete("killed before operation " + kills);
    }
    assertTrue(kills > 8, "operations in a commit: " + kills);
  }

  @ParameterizedTest
  @EnumSource(names = {"FORMAT_2", "PATCHES"})
  void aKilledRecoveryIsRecoveredFromToo(Before before) throws IOException {
    for (int kill = 2; kill < 20; kill += 3) {
      make(before);
      survives(2, kill);
      for (int again = 1; again < 10; again += 2) {
        survives(3, again);
        assertWhole(before, "killed before operation " + kill + ", then " + again);
      }
      VolumeCases.commit(folder, 2, new DyingFiles());
      assertComplete("killed before operation " + kill);
    }
  }

  private boolean survives(int value, int operations) {
    try {
      VolumeCases.commit(folder, value, new DyingFiles(operations));
      return true;
    } catch (DyingFiles.Killed e) {
      return false;
    }
  }

  /** The old case or a new one; absent only where patches are replaced, or nothing was there. */
  private void assertWhole(Before before, String when) {
    if (!Files.exists(folder.caseFile("p"))) {
      assertTrue(before == Before.NOTHING || before == Before.PATCHES, when);
    } else if (DatasetReader.readCase(folder, "p").outputs().get(0).path().equals(PATCH)) {
      assertEquals(Before.PATCHES, before, when);
      assertTrue(Files.exists(folder.resolve(PATCH)), when);
    } else {
      assertTrue(Set.of(1, 2, 3).contains(VolumeCases.read(folder)), when);
    }
  }

  private void assertComplete(String when) throws IOException {
    assertEquals(2, VolumeCases.read(folder), when);
    VolumeCases.open(folder, new DyingFiles()).close();
    assertEquals(2, VolumeCases.read(folder), when);
    String data = DatasetReader.readCase(folder, "p").volumesPath();
    assertEquals(
        Set.of(".ib-lock", "dataset.json", "cases/p/case.json", data, FOREIGN),
        content().keySet(),
        when);
    assertEquals("not ours", Files.readString(folder.resolve(FOREIGN)));
  }

  @Test
  void anUnchangedFolderOfFormatOneStaysAsItIsUntilACaseOfFormatTwoComes() throws IOException {
    make(Before.FORMAT_1);
    Map<String, byte[]> before = content();
    VolumeCases.open(folder, new DyingFiles()).close();
    Map<String, byte[]> after = content();
    after.remove(".ib-lock");
    assertEquals(before.keySet(), after.keySet());
    assertTrue(Files.readString(folder.datasetFile()).contains("\"formatVersion\": 1"));
    VolumeCases.commit(folder, 2, new DyingFiles());
    assertTrue(Files.readString(folder.datasetFile()).contains("\"formatVersion\": 2"));
    assertTrue(Files.readString(folder.caseFile("p")).contains("\"formatVersion\": 2"));
    assertEquals(VolumeCases.OPTIONS, DatasetReader.open(folder.root()).options());
  }

  @Test
  void aFailedSyncAfterTheRecordWasRenamedTakesNoDataAway() throws IOException {
    make(Before.FORMAT_2);
    DurableFiles failing =
        new DurableFiles() {
          private boolean renamed;

          @Override
          public void rename(Path from, Path to) {
            super.rename(from, to);
            renamed = to.equals(folder.caseFile("p"));
          }

          @Override
          public void syncFolder(Path synced) {
            if (renamed) {
              throw new UncheckedIOException(new IOException(synced + ": Input/output error"));
            }
          }
        };
    try (DatasetSession session = VolumeCases.open(folder, failing)) {
      StagedCase staged = VolumeCases.stage(session, 2);
      assertThrows(UncheckedIOException.class, () -> session.commit(staged));
      staged.staging().discard(); // as prepare does
    }
    assertEquals(2, VolumeCases.read(folder));
  }

  @Test
  void dataThatWereTakenAwayBeforeTheyAreCommittedFailTheCommit() throws IOException {
    make(Before.FORMAT_2);
    try (DatasetSession session = VolumeCases.open(folder, DurableFiles.withoutLocks())) {
      StagedCase staged = VolumeCases.stage(session, 2);
      Files.delete(folder.resolve(staged.record().volumesPath()));
      String message =
          assertThrows(DatasetException.class, () -> session.commit(staged)).getMessage();
      assertTrue(message.contains("volumes-" + staged.staging().id()), message);
    }
    assertEquals(1, VolumeCases.read(folder));
  }

  @Test
  void discardedDataAreGoneAndTheCaseIsWhatItWas() throws IOException {
    make(Before.FORMAT_2);
    try (DatasetSession session = VolumeCases.open(folder, new DyingFiles())) {
      StagedCase staged = VolumeCases.stage(session, 2);
      assertEquals(2, VolumeCases.data(folder).size());
      staged.staging().discard();
    }
    assertEquals(1, VolumeCases.data(folder).size());
    assertEquals(1, VolumeCases.read(folder));
    assertFalse(Files.exists(folder.stagingFolder()));
  }

  @Test
  void idsOfRunsDiffer() {
    Set<String> runs = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      runs.add(DataId.newRun());
    }
    assertEquals(1000, runs.size());
    assertEquals(new DataId("0123456789abcdef", 12), DataId.of("0123456789abcdef-12"));
    for (String bad : List.of("", "0123456789abcdef", "0123456789ABCDEF-1", "0123456789abcdef-0")) {
      assertThrows(IllegalArgumentException.class, () -> DataId.of(bad), bad);
    }
  }

  private Map<String, byte[]> content() throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(folder.root().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
