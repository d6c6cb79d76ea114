package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case that a session removes is either complete or absent at any time. */
class CaseRemovalTest {
  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void nameTheFolder() {
    folder = new DatasetFolder(temporary.resolve("out"));
  }

  /** Whether it came to an end. */
  private boolean remove(int operations) {
    try {
      CaseRemoval.remove(folder, "p", new DyingFiles(operations));
      return true;
    } catch (DyingFiles.Killed e) {
      return false;
    }
  }

  @Test
  void whereverARemovalIsKilledTheCaseIsWholeOrAbsentAndTheNextSessionTidies() {
    int kills = 0;
    for (boolean finished = false; !finished; kills++) {
      VolumeCases.commit(folder, 1, new DyingFiles());
      finished = remove(kills);
      if (Files.exists(folder.caseFile("p"))) {
        assertEquals(1, VolumeCases.read(folder), "killed before operation " + kills);
      } else {
        VolumeCases.open(folder, new DyingFiles()).close();
        assertEquals(List.of(), SupersededData.volumesOf(folder, "p"), "killed before " + kills);
      }
    }
    assertEquals(7, kills);
    assertFalse(Files.exists(folder.caseFolder("p")));
    assertEquals(List.of(), DatasetReader.open(folder.root()).cases());
  }

  @Test
  void filesOfOthersInItsFolderStay() throws IOException {
    VolumeCases.commit(folder, 1, new DyingFiles());
    Path notes = Files.writeString(folder.caseFolder("p").resolve("notes.txt"), "not ours");
    try (DatasetSession session = VolumeCases.open(folder, new DyingFiles())) {
      session.remove("p");
      session.remove("q");
    }
    assertEquals("not ours", Files.readString(notes));
    assertEquals(List.of(notes), StagingFolder.list(folder.caseFolder("p")));
    assertTrue(Files.notExists(folder.caseFolder("q")));
  }
}
