package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** .hdr/.img pairs as modality and mask: both files are input. */
class PairCasesTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;
  private Path folder;

  @BeforeEach
  void makeACaseOfPairs() throws IOException {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
    folder = raw.image("p1", "T1.nii", RawCases.GRID).getParent();
    raw.mask("p1", "GT.nii", LESION);
    split("T1");
    split("GT");
  }

  private void split(String name) throws IOException {
    Path whole = folder.resolve(name + ".nii");
    byte[] bytes = Files.readAllBytes(whole);
    ByteBuffer header = ByteBuffer.wrap(bytes, 0, 348).order(ByteOrder.LITTLE_ENDIAN);
    header.putFloat(108, 0).put(344, "ni1\0".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(folder.resolve(name + ".hdr"), Arrays.copyOf(bytes, 348));
    Files.write(folder.resolve(name + ".img"), Arrays.copyOfRange(bytes, 352, bytes.length));
    Files.delete(whole);
  }

  private PrepareSummary run() {
    return Preparation.run(
        raw.request(output, RawCases.options(Layout.VOLUMES)), backend, PrepareListener.NONE);
  }

  private String onlyFailure() {
    PrepareSummary summary = run();
    assertEquals(1, summary.failures().size(), summary.toString());
    return summary.failures().get(0).message();
  }

  @Test
  void pairsAreModalityAndMask() {
    assertEquals(List.of("p1"), run().prepared());
    List<SourceFile> sources = DatasetReader.readCase(new DatasetFolder(output), "p1").sources();
    assertEquals(List.of("T1.hdr", "GT.hdr"), sources.stream().map(SourceFile::file).toList());
    assertEquals(348 + 4 * 315, sources.get(0).bytes());
    assertEquals(List.of("p1"), run().current());
  }

  @Test
  void aChangeOfEitherHalfRedoesTheCase() throws IOException {
    run();
    byte[] voxels = Files.readAllBytes(folder.resolve("T1.img"));
    voxels[0] ^= 1;
    Files.write(folder.resolve("T1.img"), voxels);
    assertEquals(List.of("p1"), run().prepared());
    byte[] header = Files.readAllBytes(folder.resolve("T1.hdr"));
    header[148] = 'x'; // of the description
    Files.write(folder.resolve("T1.hdr"), header);
    assertEquals(List.of("p1"), run().prepared());
    assertEquals(List.of("p1"), run().current());
  }

  @Test
  void aMissingHalfIsNamed() throws IOException {
    Files.move(folder.resolve("T1.img"), temporary.resolve("T1.img"));
    String voxels = onlyFailure();
    assertTrue(voxels.contains("T1.hdr: is half of a .hdr/.img pair"), voxels);
    assertTrue(voxels.contains("the other half is missing: T1.img"), voxels);
    Files.move(temporary.resolve("T1.img"), folder.resolve("T1.img"));
    Files.delete(folder.resolve("T1.hdr"));
    String header = onlyFailure();
    assertTrue(header.contains("T1.img: is half of a .hdr/.img pair"), header);
    assertTrue(header.contains("the other half is missing: T1.hdr"), header);
  }

  @Test
  void aPairAndAFileOfOneModalityAreRefused() throws IOException {
    raw.image("p1", "T1.nii.gz", RawCases.GRID);
    String message = onlyFailure();
    assertTrue(message.contains("two files give modality T1, the other is T1.hdr"), message);
  }

  @Test
  void twoFilesOfVoxelsAreRefused() throws IOException {
    Files.copy(folder.resolve("T1.img"), folder.resolve("T1.img.gz"));
    String message = onlyFailure();
    assertTrue(message.contains("two files give the voxels of T1.hdr"), message);
  }

  @Test
  void aWholeFileThatIsNamedAsAHeaderIsRefused() throws IOException {
    raw.image("p1", "X.nii", RawCases.GRID);
    Files.move(folder.resolve("X.nii"), folder.resolve("X.hdr"));
    Files.write(folder.resolve("X.img"), new byte[1260]);
    String message = onlyFailure();
    assertTrue(
        message.contains("X.hdr: holds its voxels itself, and is named as the header of X.img"),
        message);
  }
}
