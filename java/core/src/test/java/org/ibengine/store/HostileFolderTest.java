package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;

class HostileFolderTest extends HostileFolders {
  @Test
  void aFolderThatIsALinkIsRefusedByWriterReaderAndVerifier() throws IOException {
    for (String inside :
        List.of("cases", "lesion_patches", "background_patches", ".ib-staging", "cases/p")) {
      Path link = folder.resolve(inside);
      Path moved = temporary.resolve("moved");
      boolean there = Files.exists(link);
      if (there) {
        Files.move(link, moved);
      } else {
        Files.createDirectories(moved);
      }
      Files.createSymbolicLink(link, moved);
      String message = assertRefusedUnchanged();
      assertTrue(message.contains(link + ": a folder of a dataset must not be a link"), message);
      for (var reading :
          List.<org.junit.jupiter.api.function.Executable>of(
              () -> DatasetReader.open(folder.root()),
              () -> DatasetVerifier.verify(folder.root()))) {
        assertTrue(
            assertThrows(DatasetException.class, reading)
                .getMessage()
                .contains("must not be a link"));
      }
      Files.delete(link);
      if (there) {
        Files.move(moved, link);
      } else {
        Files.delete(moved);
      }
    }
    assertEquals(2, DatasetReader.open(folder.root()).cases().size());
  }

  @Test
  void theDatasetFolderItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.root());
    assertEquals(2, DatasetReader.open(link).cases().size());
  }

  @Test
  void aRecordOfAnotherCaseIsRefused() throws IOException {
    Files.copy(
        folder.caseFile("p_1"),
        folder.caseFile("p"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String message =
        assertThrows(DatasetException.class, () -> DatasetReader.open(folder.root())).getMessage();
    assertTrue(message.contains("must describe case p, describes p_1"), message);
    assertThrows(DatasetException.class, () -> commit("p", OWN));
    assertTrue(Files.exists(folder.resolve(OTHERS)));
  }

  @Test
  void aRecordThatNamesAnotherCasesFileIsRefusedAndDeletesNothing() throws IOException {
    String record = Files.readString(folder.caseFile("p"));
    Files.writeString(folder.caseFile("p"), record.replace(OWN, OTHERS));
    DatasetException error = assertThrows(DatasetException.class, () -> commit("p", OWN));
    assertTrue(
        error.getMessage().contains("exists and is not a file of case p"), error.getMessage());
    Files.move(folder.resolve(OWN), temporary.resolve("away"));
    error = assertThrows(DatasetException.class, () -> commit("p", OWN));
    assertTrue(
        error.getMessage().contains("must name no file of another case"), error.getMessage());
    assertEquals(OTHERS, Files.readString(folder.resolve(OTHERS)));
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertTrue(problems.stream().anyMatch(line -> line.contains("is named by two cases")));
  }

  @Test
  void aDanglingLinkInTheWayIsNotOverwritten() throws IOException {
    String other = "lesion_patches/p_T1_positive_0001.nii.gz";
    Files.createSymbolicLink(folder.resolve(other), temporary.resolve("nowhere"));
    DatasetException error = assertThrows(DatasetException.class, () -> commit("p", OWN, other));
    assertTrue(error.getMessage().contains("nothing foreign is overwritten"), error.getMessage());
    assertTrue(Files.isSymbolicLink(folder.resolve(other)));
  }

  @Test
  void verifyingWaitsForNoPipeAndDescendsIntoNoForeignFolder() throws Exception {
    Files.delete(folder.resolve(OWN));
    Process made = new ProcessBuilder("mkfifo", folder.resolve(OWN).toString()).start();
    assertEquals(0, made.waitFor());
    Path deep = folder.resolve("lesion_patches/a/b/c/d");
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("e"), "e");
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertEquals(3, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("must be a regular file"), problems.get(0));
    assertTrue(problems.get(1).contains("lesion_patches/a: is not a file of"), problems.get(1));
    assertTrue(problems.get(2).contains("note.txt: is not a file of"), problems.get(2));
  }

  @Test
  void ofManyForeignFilesAHundredAreNamed() throws IOException {
    Files.createDirectories(folder.resolve("background_patches"));
    for (int i = 0; i < 150; i++) {
      Files.writeString(folder.resolve("background_patches").resolve("x" + i), "");
    }
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertEquals(1 + 100 + 1, problems.size());
    assertTrue(problems.get(101).contains("50 more"), problems.get(101));
  }

  /** Bytes changed at random: what is refused is refused by a message that names the file. */
  @Test
  void noDamagedRecordIsADefect() throws IOException {
    byte[] whole = Files.readAllBytes(folder.caseFile("p"));
    Random random = new Random(7);
    String alphabet = "0123456789-.,:[]{}\"e/_ \\x";
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      Files.write(folder.caseFile("p"), bytes);
      try {
        DatasetReader.open(folder.root()).index();
      } catch (DatasetException e) {
        assertTrue(e.getMessage().contains("cases/p/case.json"), e.getMessage());
      }
      DatasetVerifier.verify(folder.root());
    }
  }
}
