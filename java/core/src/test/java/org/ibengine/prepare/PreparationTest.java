package org.ibengine.prepare;

import static org.ibengine.prepare.DatasetContent.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;

  @BeforeEach
  void nameFolders() {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
  }

  private PrepareSummary run(Layout layout) {
    return Preparation.run(
        raw.request(output, RawCases.options(layout)), backend, PrepareListener.NONE);
  }

  @Test
  void aPatchHoldsTheNormalisedBoxWithItsOwnOrigin() throws IOException {
    raw.add("p1", LESION);
    run(Layout.PATCHES);
    Path file = output.resolve("lesion_patches/p1_FLAIR_positive_0000.nii.gz");
    try (Image patch = ImageFiles.read(file, backend::allocate, backend.gzip())) {
      assertEquals(new Size3(3, 3, 3), patch.volume().size());
      assertEquals(VoxelType.FLOAT32, patch.volume().type());
      assertEquals(
          Affine.of(1, 0, 0, 5, 0, 2, 0, 0, 0, 0, 3, 6), patch.header().geometry().affine());
      // voxel (5, 0, 2) is 205, the volume's range 0 to 468
      assertEquals(205f / 468f, patch.volume().data().view(0, 4).getFloat());
      assertEquals(427f / 468f, patch.volume().data().view(26 * 4, 4).getFloat());
    }
  }

  @Test
  void aLabelPatchKeepsTheLabelsValues() throws IOException {
    raw.add("p1", LESION);
    run(Layout.PATCHES);
    Path file = output.resolve("lesion_patches/p1_label_positive_0000.nii.gz");
    try (Image patch = ImageFiles.read(file, backend::allocate, backend.gzip())) {
      assertEquals(VoxelType.UINT8, patch.volume().type());
      ByteBuffer labels = patch.volume().data().view(0, 27);
      for (int i = 0; i < 27; i++) {
        assertEquals(i == 13 ? 3 : 0, labels.get(i), "voxel " + i);
      }
    }
  }

  @Test
  void everyWindowHasAFilePerModalityAndALabel() throws IOException {
    raw.add("p1", LESION);
    PrepareSummary summary = run(Layout.PATCHES);
    List<Index3> windows = DatasetReader.open(output).cases().get(0).index().windows();
    assertEquals(windows.size(), summary.content().windows());
    assertEquals(3 + 3L * windows.size(), summary.content().files());
    assertTrue(Files.exists(output.resolve("background_patches/p1_T1_negative_0000.nii.gz")));
    assertTrue(Files.exists(output.resolve("background_patches/p1_label_negative_0000.nii.gz")));
    assertEquals(List.of(), DatasetVerifier.verify(output).problems());
  }

  @Test
  void aCaseWithoutLesionHasWindowsOnlyAndAFullMaskNone() throws IOException {
    raw.add("empty");
    raw.add("full", everyVoxel());
    assertEquals(List.of(), run(Layout.PATCHES).failures());
    List<CaseIndex> cases = DatasetReader.open(output).index().cases();
    assertEquals(0, cases.get(0).instances().size());
    assertEquals(4 * 3 * 2, cases.get(0).windows().size());
    assertEquals(1, cases.get(1).instances().size());
    assertEquals(0, cases.get(1).windows().size());
  }

  @Test
  void aNegativeSlopeGivesTheSamePatchesAsTheScaledValues() throws IOException {
    raw.add("p1", LESION);
    Path plain = raw.image("p1", "T1.nii", RawCases.GRID);
    byte[] bytes = Files.readAllBytes(plain);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putFloat(112, -2).putFloat(116, 7);
    Files.write(plain, bytes);
    run(Layout.PATCHES);
    ModalityIndex index = DatasetReader.open(output).index().cases().get(0).modalities().get(1);
    assertEquals(-2 * 468 + 7, index.low());
    assertEquals(7, index.high());
    Path file = output.resolve("lesion_patches/p1_T1_positive_0000.nii.gz");
    try (Image patch = ImageFiles.read(file, backend::allocate, backend.gzip())) {
      float first = patch.volume().data().view(0, 4).getFloat();
      assertEquals((205f - 468f) / (0f - 468f), first);
    }
  }

  @Test
  void theSecondRunDoesNothingAndAChangedSourceOnlyItsCase() throws IOException {
    raw.add("p1", LESION);
    raw.add("p2", LESION);
    run(Layout.PATCHES);
    Map<String, byte[]> before = content();
    PrepareSummary second = run(Layout.PATCHES);
    assertEquals(List.of("p1", "p2"), second.current());
    assertEquals(List.of(), second.prepared());
    assertSame(before, content());
    raw.mask("p2", "GT.nii.gz", LESION, new Index3(0, 0, 0));
    PrepareSummary third = run(Layout.PATCHES);
    assertEquals(List.of("p1"), third.current());
    assertEquals(List.of("p2"), third.prepared());
    assertEquals(3, third.content().instances());
  }

  @Test
  void aMissingOrShortenedFileIsMadeAgain() throws IOException {
    raw.add("p1", LESION);
    run(Layout.PATCHES);
    Map<String, byte[]> before = content();
    Files.delete(output.resolve("lesion_patches/p1_T1_positive_0000.nii.gz"));
    assertEquals(List.of("p1"), run(Layout.PATCHES).prepared());
    Files.write(output.resolve("lesion_patches/p1_T1_positive_0000.nii.gz"), new byte[5]);
    assertEquals(List.of("p1"), run(Layout.PATCHES).prepared());
    assertSame(before, content());
  }

  @Test
  void otherOptionsLeaveTheFilesOfAFreshRunAndForeignOnes() throws IOException {
    raw.add("p1", LESION);
    run(Layout.VOLUMES);
    Map<String, byte[]> wanted = content();
    output = temporary.resolve("changed");
    run(Layout.PATCHES);
    Path foreign = output.resolve("lesion_patches/notes.txt");
    Files.writeString(foreign, "mine");
    run(Layout.VOLUMES);
    assertEquals("mine", Files.readString(foreign));
    Files.delete(foreign);
    assertSame(wanted, content());
  }

  @Test
  void forceRedoesAndGivesTheSameBytes() throws IOException {
    raw.add("p1", LESION);
    run(Layout.VOLUMES);
    Map<String, byte[]> before = content();
    PrepareRequest request =
        new PrepareRequest(
            List.of(temporary.resolve("raw")),
            output,
            RawCases.options(Layout.VOLUMES),
            new PrepareRequest.Execution(1, 1 << 28, true, false));
    assertEquals(List.of("p1"), Preparation.run(request, backend, PrepareListener.NONE).prepared());
    assertEquals(1, DatasetVerifier.verify(output).supersededFiles());
    assertEquals(List.of("p1"), run(Layout.VOLUMES).current()); // which removes it
    assertSame(before, content());
  }

  @Test
  void theDryRunWritesNothing() throws IOException {
    raw.add("p1", LESION);
    PrepareRequest request = raw.request(output, RawCases.options(Layout.PATCHES));
    assertEquals(
        List.of(new Preparation.Step("p1", "new")),
        Preparation.plan(request, backend, PrepareListener.NONE));
    assertFalse(Files.exists(output));
  }

  private static Index3[] everyVoxel() {
    Index3[] voxels = new Index3[(int) RawCases.SIZE.voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = new Index3(i % 9, i / 9 % 7, i / 63);
    }
    return voxels;
  }

  private Map<String, byte[]> content() throws IOException {
    return DatasetContent.of(output);
  }
}
