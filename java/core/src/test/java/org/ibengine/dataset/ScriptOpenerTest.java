package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.error.DatasetException;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.Instance;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptOpenerTest {
  private static final Size3 SIZE = new Size3(7, 5, 3);

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackendProvider().open(1);

  @AfterEach
  void close() {
    backend.close();
  }

  private void write(String name, Size3 size, VoxelType type, Index3... foreground) {
    Path file = folder.resolve(name);
    try (HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes())) {
      for (int i = 0; i < data.sizeBytes(); i++) {
        data.view(i, 1).put((byte) 0);
      }
      for (Index3 at : foreground) {
        data.view((long) (at.z() * size.y() + at.y()) * size.x() + at.x(), 1).put((byte) 1);
      }
      Files.createDirectories(file.getParent());
      Geometry grid = new Geometry(size, new Geometry.Spacing(1, 2, 3), Affine.scaling(1, 2, 3));
      NiftiWriter.write(file, grid, new Volume(size, type, data), backend.gzip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void positive(String caseName, int number, Size3 size, Index3... foreground) {
    String number4 = "_positive_000" + number + ".nii";
    write("lesion_patches/" + caseName + "_T1" + number4, size, VoxelType.FLOAT32);
    write("lesion_patches/" + caseName + "_label" + number4, size, VoxelType.UINT8, foreground);
  }

  private void negative(String caseName, int number, Size3 size) {
    String number4 = "_negative_000" + number + ".nii";
    write("background_patches/" + caseName + "_T1" + number4, size, VoxelType.FLOAT32);
    write("background_patches/" + caseName + "_label" + number4, size, VoxelType.UINT8);
  }

  private OpenedDataset open(Size3 patchSize, String... modalities) {
    return DatasetOpener.open(
        folder, new OpenRequest(List.of(modalities), patchSize, 2, false), backend);
  }

  @Test
  void theInstanceOfAPatchIsTheComponentNearestToItsCentreNumberedAsThePatch() {
    Index3[] corner = {new Index3(0, 0, 0), new Index3(1, 0, 0), new Index3(1, 1, 0)};
    Index3[] all = {corner[0], corner[1], corner[2], new Index3(3, 2, 1), new Index3(3, 3, 1)};
    positive("p07", 4, SIZE, all);
    PositiveSite site = open(null).pool().positives().get(0);
    Instance instance = site.instance();
    assertEquals(5, instance.id());
    assertEquals(2, instance.voxels());
    assertEquals(new Box(new Index3(3, 2, 1), new Index3(4, 4, 2)), instance.box());
    assertEquals(new Box(Index3.ZERO, new Index3(7, 5, 3)), site.box());
    assertEquals(Map.of(5, instance), open(null).cases().get("p07").instances());
  }

  @Test
  void voxelsThatTouchAtACornerAreTwoInstances() {
    positive("p07", 0, SIZE, new Index3(3, 2, 1), new Index3(4, 3, 1));
    assertEquals(1, open(null).pool().positives().get(0).instance().voxels());
  }

  @Test
  void sourcesAreTheStoredPatchesByCaseWithPositivesFirst() {
    Index3 centre = new Index3(3, 2, 1);
    negative("p07", 0, SIZE);
    positive("p09", 0, SIZE, centre);
    positive("p07", 1, SIZE, centre);
    positive("p07", 0, SIZE, centre);
    OpenedDataset opened = open(null);
    assertEquals(
        List.of("p07", "p07", "p07", "p09"),
        opened.sources().stream().map(source -> source.caseName()).toList());
    assertEquals(
        List.of(0, 1, 3), opened.pool().positives().stream().map(PositiveSite::source).toList());
    assertEquals(
        List.of(new NegativeSite(2, "p07", SIZE, Index3.ZERO)),
        opened.pool().negatives().stream().toList());
    assertEquals(VoxelSpace.STORED_PATCH, opened.space());
    assertEquals(List.of("p07", "p09"), List.copyOf(opened.cases().keySet()));
  }

  @Test
  void thePatchSizeIsTheUsualOneUnlessAnotherIsAskedFor() {
    IntStream.range(0, 2).forEach(i -> negative("p07", i, SIZE));
    negative("p07", 2, new Size3(9, 9, 9));
    assertEquals(SIZE, open(null).patchSize());
    assertEquals(new Size3(2, 3, 4), open(new Size3(2, 3, 4)).patchSize());
  }

  @Test
  void aPositivePatchWithoutForegroundIsRefusedByItsFileAndPatch() {
    positive("p07", 2, SIZE);
    DatasetException refused = assertThrows(DatasetException.class, () -> open(null));
    assertEquals(folder.resolve("lesion_patches/p07_label_positive_0002.nii"), refused.path());
    assertTrue(refused.reason().contains("p07"), refused.reason());
    assertTrue(refused.reason().contains("must hold a foreground voxel"), refused.reason());
  }

  @Test
  void aModalityThatNoPatchHasIsRefusedWithThoseThereAre() {
    negative("p07", 0, SIZE);
    assertEquals(
        folder + ": has modalities [T1], not all of [FLAIR]; choose among them",
        assertThrows(IllegalArgumentException.class, () -> open(null, "FLAIR")).getMessage());
  }

  @Test
  void instanceMapsNeedWholeLabelMaps() {
    negative("p07", 0, SIZE);
    OpenRequest request = new OpenRequest(List.of(), null, 1, true);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> DatasetOpener.open(folder, request, backend))
            .getMessage();
    assertTrue(message.contains("need whole label maps"), message);
  }

  @Test
  void aFolderWithoutPatchesIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("lesion_patches"));
    DatasetException refused = assertThrows(DatasetException.class, () -> open(null));
    assertTrue(refused.reason().startsWith("holds no patch"), refused.reason());
  }
}
