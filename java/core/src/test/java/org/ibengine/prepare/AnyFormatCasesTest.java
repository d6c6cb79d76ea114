package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.Layout;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.Sha256;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A format that is registered and nothing more is input like any other: see ToyReader. */
class AnyFormatCasesTest {
  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private Path folder;
  private Path output;

  @BeforeEach
  void makeACaseOfToys() throws IOException {
    folder = Files.createDirectories(temporary.resolve("raw/p1"));
    output = temporary.resolve("out");
    toy("T1.toy", 11, 12, 13, 14, 15, 16);
    toy("GT.toy", 0, 0, 0, 0, 7, 0);
  }

  private void toy(String name, int... voxels) throws IOException {
    byte[] bytes = new byte[3 + voxels.length];
    bytes[0] = 1;
    bytes[1] = 3;
    bytes[2] = 2;
    for (int i = 0; i < voxels.length; i++) {
      bytes[3 + i] = (byte) voxels[i];
    }
    Files.write(folder.resolve(name), bytes);
  }

  private PrepareSummary run() {
    RawCases raw = new RawCases(backend, temporary.resolve("raw"));
    return Preparation.run(
        raw.request(output, RawCases.options(Layout.VOLUMES)), backend, PrepareListener.NONE);
  }

  @Test
  void itsCasesArePreparedWithTheDigestsOfTheirFiles() throws IOException {
    assertEquals(List.of(), run().failures());
    CaseRecord record = DatasetReader.readCase(new DatasetFolder(output), "p1");
    assertEquals(new Size3(1, 3, 2), record.index().geometry().size());
    assertEquals(11, record.index().modalities().get(0).low());
    assertEquals(1, record.index().instances().size());
    assertEquals("T1.toy", record.sources().get(0).file());
    assertEquals(
        HexFormat.of()
            .formatHex(Sha256.newDigest().digest(new byte[] {1, 3, 2, 11, 12, 13, 14, 15, 16})),
        record.sources().get(0).sha256());
    assertEquals(List.of("p1"), run().current());
  }

  @Test
  void aChangedFileRedoesTheCase() throws IOException {
    run();
    toy("T1.toy", 11, 12, 13, 14, 15, 17);
    assertEquals(List.of("p1"), run().prepared());
  }

  @Test
  void twoFormatsOfOneModalityAreRefused() throws IOException {
    Files.write(folder.resolve("T1.nii"), new byte[1]);
    String message = run().failures().get(0).message();
    assertTrue(message.contains("two files give modality T1"), message);
  }
}
