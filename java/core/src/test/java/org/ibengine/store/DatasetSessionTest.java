package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSessionTest {
  private static final List<String> OLD =
      List.of(
          "lesion_patches/p_T1_positive_0000.nii.gz",
          "lesion_patches/p_T1_positive_0001.nii.gz",
          "background_patches/p_T1_negative_0000.nii.gz");
  private static final List<String> NEW =
      List.of("lesion_patches/p_T1_positive_0000.nii.gz", "cases/p/volumes.safetensors");

  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void makeAFolderWithAForeignFile() throws IOException {
    folder = new DatasetFolder(temporary.resolve("out"));
    Files.createDirectories(folder.resolve("lesion_patches"));
    Files.writeString(folder.resolve("lesion_patches/p_foreign_positive_0009.nii.gz"), "not ours");
  }

  @Test
  void whereverACommitIsKilledTheNextRunGivesTheUndisturbedResult() throws IOException {
    commit(new DyingFiles(), "old", OLD);
    commit(new DyingFiles(), "new", NEW);
    Map<String, String> wanted = content();
    int kills = 0;
    for (boolean finished = false; !finished; kills++) {
      deleteTree(folder.root());
      makeAFolderWithAForeignFile();
      commit(new DyingFiles(), "old", OLD);
      finished = survives(kills);
      assertWholeOrAbsent();
      commit(new DyingFiles(), "new", NEW);
      assertEquals(wanted, content(), "killed before operation " + kills);
    }
    assertTrue(kills > 20, "operations in a commit: " + kills);
  }

  @Test
  void aKilledRecoveryIsRecoveredFromToo() throws IOException {
    commit(new DyingFiles(), "old", OLD);
    commit(new DyingFiles(), "new", NEW);
    Map<String, String> wanted = content();
    for (int kill = 8; kill < 30; kill++) {
      commit(new DyingFiles(), "old", OLD);
      survives(kill);
      for (int again = 0; again < 12; again++) {
        survives(again);
      }
      commit(new DyingFiles(), "new", NEW);
      assertEquals(wanted, content(), "killed before operation " + kill);
    }
  }

  @Test
  void aForeignFileInTheWayIsNeitherOverwrittenNorRemoved() throws IOException {
    DatasetException error =
        assertThrows(
            DatasetException.class,
            () ->
                commit(
                    new DyingFiles(),
                    "x",
                    List.of("lesion_patches/p_foreign_positive_0009.nii.gz")));
    assertTrue(error.getMessage().contains("nothing foreign is overwritten"), error.getMessage());
    assertEquals(
        "not ours",
        Files.readString(folder.resolve("lesion_patches/p_foreign_positive_0009.nii.gz")));
    assertFalse(Files.exists(folder.caseFile("p")));
  }

  @Test
  void aSecondWriterIsKeptOut() {
    try (DatasetSession first = open(new DyingFiles(), Records.OPTIONS)) {
      assertNotNull(first);
      DatasetException error =
          assertThrows(
              DatasetException.class, () -> open(new DyingFiles(), Records.OPTIONS).close());
      assertTrue(error.getMessage().contains("another ib prepare"), error.getMessage());
    }
    open(new DyingFiles(), Records.OPTIONS).close();
  }

  @Test
  void casesOfOtherOptionsThatAreNotRedoneAreRefused() throws IOException {
    commit(new DyingFiles(), "old", OLD);
    DatasetOptions others = Records.OPTIONS.withModalities(List.of("T2"));
    DatasetException error =
        assertThrows(
            DatasetException.class,
            () -> DatasetSession.open(folder, others, Set.of("q"), new DyingFiles()).close());
    assertTrue(error.getMessage().contains("not in this input: p"), error.getMessage());
    assertEquals(Records.OPTIONS, DatasetReader.open(folder.root()).options());
  }

  @Test
  void aNewerFolderIsLeftAlone() throws IOException {
    Files.writeString(folder.datasetFile(), "{\"formatVersion\": 9}");
    DatasetException error =
        assertThrows(DatasetException.class, () -> open(new DyingFiles(), Records.OPTIONS).close());
    assertTrue(error.getMessage().contains("upgrade ib-engine"), error.getMessage());
    assertEquals("{\"formatVersion\": 9}", Files.readString(folder.datasetFile()));
  }

  @Test
  void verifyingFindsDamageLossAndStrangers() throws IOException {
    commit(new DyingFiles(), "old", OLD);
    Files.writeString(folder.resolve(OLD.get(0)), "xld lesion_patches/p_T1_positive_0000.nii.gz");
    Files.delete(folder.resolve(OLD.get(1)));
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertEquals(3, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("positive_0000.nii.gz: is damaged"), problems.get(0));
    assertTrue(problems.get(1).contains("positive_0001.nii.gz: is missing"), problems.get(1));
    assertTrue(
        problems.get(2).contains("p_foreign_positive_0009.nii.gz: is not a file"), problems.get(2));
  }

  private DatasetSession open(DurableFiles files, DatasetOptions options) {
    return DatasetSession.open(folder, options, Set.of("p"), files);
  }

  /** Whether the whole commit came through. */
  private boolean survives(int operations) throws IOException {
    try {
      commit(new DyingFiles(operations), "new", NEW);
      return true;
    } catch (DyingFiles.Killed e) {
      return false;
    }
  }

  private void commit(DurableFiles files, String content, List<String> paths) throws IOException {
    try (DatasetSession writer = open(files, Records.OPTIONS)) {
      CaseStaging staging = writer.stage();
      List<OutputFile> outputs = new ArrayList<>();
      for (String path : paths) {
        byte[] bytes = (content + " " + path).getBytes(StandardCharsets.UTF_8);
        Files.write(staging.file(path), bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        outputs.add(new OutputFile(path, bytes.length, (int) checksum.getValue()));
      }
      writer.commit(new StagedCase(Records.of("p", outputs), staging));
    }
  }

  private void assertWholeOrAbsent() throws IOException {
    if (Files.exists(folder.caseFile("p"))) {
      for (OutputFile output : DatasetReader.readCase(folder, "p").outputs()) {
        assertEquals(output.bytes(), Files.size(folder.resolve(output.path())), output.path());
      }
    }
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(folder.root().relativize(file).toString(), Files.readString(file));
      }
    }
    return content;
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
