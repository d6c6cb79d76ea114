package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset folder of other people: cases {@code p} and {@code p_1}, whose names begin alike, and
 * files around it that must stay as they are.
 */
class HostileFolderTest {
  private static final String OWN = "lesion_patches/p_T1_positive_0000.nii.gz";
  private static final String OTHERS = "lesion_patches/p_1_T1_positive_0000.nii.gz";
  private static final String NOBODYS = "lesion_patches/note.txt";

  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = new DatasetFolder(temporary.resolve("out"));
    Files.writeString(temporary.resolve("outside.txt"), "outside");
    commit("p", OWN);
    commit("p_1", OTHERS);
    Files.writeString(folder.resolve(NOBODYS), "a note");
  }

  private DatasetWriter open() {
    return DatasetWriter.open(folder, Records.OPTIONS, Set.of("p", "p_1"), new DyingFiles());
  }

  private void commit(String name, String... paths) throws IOException {
    try (DatasetWriter writer = open()) {
      Path staged = writer.stage(name);
      List<OutputFile> outputs = new ArrayList<>();
      for (String path : paths) {
        byte[] bytes = path.getBytes();
        Files.write(staged.resolve(Path.of(path).getFileName()), bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        outputs.add(new OutputFile(path, bytes.length, (int) checksum.getValue()));
      }
      writer.commit(Records.of(name, outputs));
    }
  }

  /** Case p as a killed run leaves it, with a journal of anybody's. */
  private void leaveJournal(String caseName, List<String> paths) throws IOException {
    Files.deleteIfExists(folder.caseFile("p"));
    String files =
        paths.stream()
            .map(path -> "{\"path\": \"" + path.replace("\\", "\\\\") + "\"}")
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.pendingFile("p"),
        "{\"formatVersion\": 1, \"case\": \"%s\", \"files\": [%s]}".formatted(caseName, files));
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(temporary.relativize(file).toString(), Files.readString(file));
      }
    }
    content.remove("out/.ib-lock");
    return content;
  }

  private String assertRefusedUnchanged() throws IOException {
    Map<String, String> before = content();
    String message = assertThrows(DatasetException.class, () -> open().close()).getMessage();
    assertEquals(before, content());
    return message;
  }

  @Test
  void anHonestJournalIsUndone() throws IOException {
    leaveJournal("p", List.of(OWN));
    open().close();
    assertFalse(Files.exists(folder.resolve(OWN)));
    assertFalse(Files.exists(folder.pendingFile("p")));
    assertTrue(Files.exists(folder.resolve(OTHERS)));
  }

  @Test
  void aJournalThatNamesAnythingElseIsRefusedByNameAndDeletesNothing() throws IOException {
    for (String path :
        List.of(
            "../outside.txt",
            temporary.resolve("outside.txt").toString(),
            NOBODYS,
            OTHERS,
            "dataset.json",
            "cases/p_1/case.json",
            "cases/p/case.json",
            "lesion_patches/../" + OWN,
            "lesion_patches",
            "")) {
      leaveJournal("p", List.of(OWN, path));
      String message = assertRefusedUnchanged();
      assertTrue(message.contains("cases/p/pending.json"), message);
      assertTrue(message.contains(path), message);
    }
  }

  @Test
  void aJournalOfAnotherCaseIsRefused() throws IOException {
    leaveJournal("p_1", List.of(OTHERS));
    assertTrue(assertRefusedUnchanged().contains("field case"));
  }

  @Test
  void oneBadJournalKeepsTheOthersFromBeingUndone() throws IOException {
    leaveJournal("p", List.of(OWN));
    Files.move(folder.caseFile("p_1"), temporary.resolve("saved.json"));
    Files.writeString(folder.pendingFile("p_1"), "{\"formatVersion\": 1, \"case\": \"p_1\"}");
    assertRefusedUnchanged();
  }

  @Test
  void aFolderInThePlaceOfAFileStays() throws IOException {
    leaveJournal("p", List.of(OWN));
    Files.delete(folder.resolve(OWN));
    Files.createDirectory(folder.resolve(OWN));
    assertRefusedUnchanged();
    assertTrue(Files.isDirectory(folder.resolve(OWN)));
  }

  /** Names from a bag that holds everything worth trying; 300 journals of a fixed seed. */
  @Test
  void noJournalEverDeletesOrChangesAFileThatIsNotTheCases() throws IOException {
    List<String> parts =
        List.of(
            "..",
            ".",
            "",
            "/",
            "cases",
            "p",
            "p_1",
            "lesion_patches",
            "background_patches",
            "case.json",
            "dataset.json",
            "volumes.safetensors",
            "p_T1_positive_0000.nii.gz",
            "p_1_T1_positive_0000.nii.gz",
            "p_note_positive_0001.nii.gz",
            "note.txt",
            "out",
            "outside.txt",
            ".ib-lock",
            "*");
    Random random = new Random(20_260_101);
    int undone = 0;
    for (int round = 0; round < 300; round++) {
      List<String> paths = new ArrayList<>(random.nextInt(4) == 0 ? List.of(OWN) : List.of());
      for (int i = random.nextInt(3); i > 0; i--) {
        List<String> chosen = new ArrayList<>();
        for (int j = 1 + random.nextInt(4); j > 0; j--) {
          chosen.add(parts.get(random.nextInt(parts.size())));
        }
        paths.add(String.join("/", chosen));
      }
      leaveJournal("p", paths);
      Files.writeString(folder.resolve(OWN), OWN);
      Map<String, String> before = content();
      before.keySet().removeIf(file -> file.endsWith(OWN) || file.endsWith("pending.json"));
      try {
        open().close();
        undone++;
      } catch (DatasetException e) {
        assertTrue(Files.exists(folder.resolve(OWN)), "round " + round + " " + paths);
      }
      Map<String, String> after = content();
      after.keySet().removeIf(file -> file.endsWith(OWN) || file.endsWith("pending.json"));
      assertEquals(before, after, "round " + round + " " + paths);
    }
    assertTrue(undone > 25 && undone < 275, undone + " journals were undone");
  }

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
    assertEquals(2, DatasetReader.open(folder.root()).records().size());
  }

  @Test
  void theDatasetFolderItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.root());
    assertEquals(2, DatasetReader.open(link).records().size());
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
