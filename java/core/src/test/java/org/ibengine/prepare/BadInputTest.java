package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;

  @BeforeEach
  void makeAGoodCase() throws IOException {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
    raw.add("good", LESION);
  }

  private PrepareSummary run() {
    return Preparation.run(
        raw.request(output, RawCases.options(Layout.PATCHES)), backend, PrepareListener.NONE);
  }

  /** The good case is made, the bad one named with its file and this text. */
  private void assertBadCaseAlone(String file, String text) {
    PrepareSummary summary = run();
    assertEquals(List.of("good"), summary.prepared());
    assertEquals(1, summary.failures().size(), summary.failures().toString());
    CaseFailure failure = summary.failures().get(0);
    assertEquals("bad", failure.caseName());
    assertTrue(failure.message().contains(file), failure.message());
    assertTrue(failure.message().contains(text), failure.message());
    assertFalse(Files.exists(output.resolve(".ib-staging")));
    assertFalse(Files.exists(output.resolve("lesion_patches/bad_T1_positive_0000.nii.gz")));
  }

  @Test
  void aModalityOfAnotherSizeIsRefusedWithBothGeometries() throws IOException {
    raw.add("bad", LESION);
    raw.image(
        "bad",
        "T1.nii",
        new Geometry(new Size3(9, 7, 6), RawCases.GRID.spacing(), RawCases.GRID.affine()));
    assertBadCaseAlone("T1.nii", "has size (9, 7, 6)");
    assertTrue(run().failures().get(0).message().contains("has size (9, 7, 5)"));
  }

  @Test
  void aModalityThatIsMovedMoreThanTheToleranceIsRefused() throws IOException {
    raw.add("bad", LESION);
    Affine moved = Affine.of(1, 0, 0, 0.11, 0, 2, 0, 0, 0, 0, 3, 0);
    raw.image("bad", "T1.nii", new Geometry(RawCases.SIZE, RawCases.GRID.spacing(), moved));
    assertBadCaseAlone("T1.nii", "must lie within 0.1 mm of its mask GT.nii.gz, lies up to 0.11");
  }

  @Test
  void aModalityThatIsMovedLessThanTheToleranceIsTaken() throws IOException {
    Affine moved = Affine.of(1, 0, 0, 0.09, 0, 2, 0, 0, 0, 0, 3, 0);
    raw.image("good", "T1.nii", new Geometry(RawCases.SIZE, RawCases.GRID.spacing(), moved));
    assertEquals(List.of(), run().failures());
  }

  @Test
  void voxelsThatAreNoNumbersAreCounted() throws IOException {
    Path file = raw.add("bad", LESION).resolve("T1.nii");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(352, Float.NaN)
        .putFloat(400, Float.POSITIVE_INFINITY);
    Files.write(file, bytes);
    assertBadCaseAlone("T1.nii", "2 of 315 are NaN or infinite");
  }

  @Test
  void aCutOffFileEndsItsCaseOnly() throws IOException {
    Path file = raw.add("bad", LESION).resolve("FLAIR.nii.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
    assertBadCaseAlone("FLAIR.nii.gz", "");
  }

  @Test
  void anEmptyFileEndsItsCaseOnly() throws IOException {
    Files.write(raw.add("bad", LESION).resolve("T1.nii"), new byte[0]);
    assertBadCaseAlone("T1.nii", "");
  }

  @Test
  void aCaseWithoutMaskIsNamed() throws IOException {
    Files.delete(raw.add("bad", LESION).resolve("GT.nii.gz"));
    assertBadCaseAlone("bad", "has no mask");
  }

  @Test
  void twoMasksAreNamed() throws IOException {
    raw.add("bad", LESION);
    raw.mask("bad", "gt_old.nii", LESION);
    assertBadCaseAlone("bad", "holds GT.nii.gz and gt_old.nii");
  }

  @Test
  void twoFilesOfOneModalityAreNamed() throws IOException {
    raw.add("bad", LESION);
    raw.image("bad", "T1.nii.gz", RawCases.GRID);
    assertBadCaseAlone("T1.nii", "two files give modality T1");
  }

  @Test
  void aModalityCalledLabelIsRefused() throws IOException {
    raw.add("bad", LESION);
    raw.image("bad", "label.nii", RawCases.GRID);
    assertBadCaseAlone("label.nii", "must not be called \"label\"");
  }

  @Test
  void aMissingModalityIsNamed() throws IOException {
    raw.add("better", LESION);
    Files.delete(raw.add("bad", LESION).resolve("T1.nii"));
    PrepareSummary summary = run();
    assertEquals(List.of("better", "good"), summary.prepared());
    assertTrue(
        summary.failures().get(0).message().contains("bad: has no modality T1, has FLAIR"),
        summary.failures().toString());
  }

  @Test
  void hiddenFilesAndOtherFilesAreIgnored() throws IOException {
    Path folder = temporary.resolve("raw/good");
    Files.writeString(folder.resolve("._T1.nii.gz"), "x");
    Files.writeString(folder.resolve("notes.txt"), "x");
    Files.createDirectories(temporary.resolve("raw/empty"));
    assertEquals(List.of(), run().failures());
  }

  @Test
  void anInputWithoutCasesIsRefused() {
    Path empty = temporary.resolve("out");
    DatasetException error =
        assertThrows(DatasetException.class, () -> Discovery.of(InputRequest.of(List.of(empty))));
    assertTrue(error.getMessage().contains("there is no such folder"), error.getMessage());
  }

  @Test
  void twoInputsWithACaseOfOneNameAreRefused() throws IOException {
    RawCases more = new RawCases(backend, temporary.resolve("more"));
    more.add("good", LESION);
    DatasetException error =
        assertThrows(
            DatasetException.class,
            () ->
                Discovery.of(
                    InputRequest.of(List.of(temporary.resolve("raw"), temporary.resolve("more")))));
    assertTrue(error.getMessage().contains("case names must differ"), error.getMessage());
  }

  private String sharedNames(PrepareRequest request) {
    return assertThrows(
            DatasetException.class, () -> Preparation.run(request, backend, PrepareListener.NONE))
        .getMessage();
  }

  @Test
  void namesThatWouldGiveOneFileNameAreRefused() throws IOException {
    RawCases odd = new RawCases(backend, temporary.resolve("odd"));
    odd.add("a", LESION);
    odd.image("a", "T1_ce.nii", RawCases.GRID);
    odd.image("a", "T1-ce.nii", RawCases.GRID);
    String message = sharedNames(odd.request(output, RawCases.options(Layout.PATCHES)));
    assertTrue(
        message.contains("modality T1-ce and modality T1_ce would both be T1-ce there"), message);
    RawCases two = new RawCases(backend, temporary.resolve("two"));
    two.add("label1", LESION);
    two.add("lbl1", LESION);
    message = sharedNames(two.request(output, RawCases.options(Layout.PATCHES)));
    assertTrue(message.contains("case label1 and case lbl1 would both be lbl1 there"), message);
    Preparation.run(
        odd.request(output, RawCases.options(Layout.VOLUMES)), backend, PrepareListener.NONE);
    assertEquals(
        List.of("FLAIR", "T1", "T1-ce", "T1_ce"),
        org.ibengine.store.DatasetReader.open(output).options().modalities());
  }

  @Test
  void aCaseBeyondTheMemoryIsNamedWithWhatItNeeds() throws IOException {
    raw.add("bad", LESION);
    Size3 large = new Size3(300, 300, 90);
    raw.image(
        "bad", "T1.nii", new Geometry(large, RawCases.GRID.spacing(), Affine.scaling(1, 2, 3)));
    PrepareRequest request =
        new PrepareRequest(
            List.of(temporary.resolve("raw")),
            output,
            RawCases.options(Layout.VOLUMES),
            new PrepareRequest.Execution(1, 20 << 20, false, false));
    PrepareSummary summary = Preparation.run(request, backend, PrepareListener.NONE);
    assertEquals(List.of("good"), summary.prepared());
    assertTrue(
        summary.failures().get(0).message().contains("--max-memory gives 20 MiB"),
        summary.failures().toString());
  }

  @Test
  void failFastStopsBeforeTheOtherCases() throws IOException {
    Files.write(raw.add("bad", LESION).resolve("T1.nii"), new byte[0]);
    PrepareRequest request =
        new PrepareRequest(
            List.of(temporary.resolve("raw")),
            output,
            RawCases.options(Layout.VOLUMES),
            new PrepareRequest.Execution(1, 1 << 28, false, true));
    PrepareSummary summary = Preparation.run(request, backend, PrepareListener.NONE);
    assertEquals(1, summary.failures().size());
    assertEquals(List.of(), summary.prepared());
  }

  @Test
  void anOutputThatCannotBeWrittenIsOneError() throws IOException {
    Files.writeString(output, "a file where the folder should be");
    DatasetException error = assertThrows(DatasetException.class, this::run);
    assertTrue(error.getMessage().contains("cannot be written"), error.getMessage());
  }
}
