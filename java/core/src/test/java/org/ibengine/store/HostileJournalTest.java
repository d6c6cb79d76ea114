package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;

class HostileJournalTest extends HostileFolders {
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
}
