package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a check says of the data of a case whose case.json cannot be read. */
class UnreadableRecordTest {
  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();

  private DatasetFolder prepared(Layout layout) throws IOException {
    RawCases raw = new RawCases(backend, temporary.resolve("raw"));
    raw.add("p1", new Index3(6, 1, 3));
    raw.add("p2", new Index3(2, 2, 2));
    DatasetFolder folder = new DatasetFolder(temporary.resolve("out"));
    Preparation.run(
        raw.request(folder.root(), RawCases.options(layout)), backend, PrepareListener.NONE);
    return folder;
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void onlyTheRecordIsAtFaultAndNoDataAreToBeMovedAway(Layout layout) throws IOException {
    DatasetFolder folder = prepared(layout);
    Files.writeString(folder.caseFile("p1"), "version https://git-lfs.github.com/spec/v1\n");
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(
        problems.get(0).startsWith(folder.caseFile("p1") + ": is damaged, not valid JSON"),
        problems.get(0));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void whatLiesInTheFolderOfTheCaseBesideItsDataIsStillForeign(Layout layout) throws IOException {
    DatasetFolder folder = prepared(layout);
    Files.writeString(folder.caseFile("p1"), "[]");
    Path note = Files.writeString(folder.caseFolder("p1").resolve("note.txt"), "");
    List<String> problems = DatasetVerifier.verify(folder.root()).problems();
    assertEquals(2, problems.size(), problems.toString());
    assertEquals(note + ": is not a file of this dataset; move it away", problems.get(1));
  }
}
