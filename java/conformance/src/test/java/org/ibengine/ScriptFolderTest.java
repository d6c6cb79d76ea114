package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.error.DatasetException;
import org.ibengine.plan.Augmentation;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as the published IB-sampling script writes them. */
class ScriptFolderTest {
  private static final Size3 SIZE = new Size3(5, 4, 3);
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults()
          .backend("reference")
          .batchSize(1)
          .threads(2)
          .augmentation(Augmentation.NONE)
          .validationOfAll(true);

  @TempDir Path root;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(root.resolve("lesion_patches"));
    Files.createDirectories(root.resolve("background_patches"));
  }

  private Path write(String path, Size3 size, float... values) {
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      Geometry ofTheVolume =
          new Geometry(size, new Geometry.Spacing(1, 2, 3), Affine.scaling(1, 2, 3));
      TinyDataset.writeVolume(root.resolve(path), ofTheVolume, VoxelType.FLOAT32, values, backend);
      return root.resolve(path);
    }
  }

  /** A patch of one value with a float label whose given voxels are 1. */
  private void add(String name, String modality, String kind, int number, Index3... lesion) {
    String folder = kind.equals("positive") ? "lesion_patches/" : "background_patches/";
    String end = "_%s_%04d.nii.gz".formatted(kind, number);
    float[] image = new float[(int) SIZE.voxels()];
    Arrays.fill(image, (number + 1) / 8f);
    write(folder + name + "_" + modality + end, SIZE, image);
    float[] label = new float[image.length];
    for (Index3 at : lesion) {
      label[(at.z() * SIZE.y() + at.y()) * SIZE.x() + at.x()] = 1;
    }
    write(folder + name + "_label" + end, SIZE, label);
  }

  private List<BatchItem> items(EngineOptions options) {
    try (IbEngine engine = IbEngine.open(root, options);
        Epoch validation = engine.validation()) {
      List<BatchItem> items = new java.util.ArrayList<>();
      validation.forEach(batch -> items.addAll(batch.items()));
      return items;
    }
  }

  @Test
  void patchesAreDeliveredWithTheInstanceNearestToTheirCentre() {
    Index3[] lesions = {new Index3(0, 0, 0), new Index3(2, 2, 1), new Index3(3, 2, 1)};
    add("p07", "FLAIR", "positive", 0, lesions);
    add("p07", "FLAIR", "positive", 1, new Index3(4, 3, 2));
    add("p07", "FLAIR", "negative", 0);
    try (IbEngine engine = IbEngine.open(root, OPTIONS);
        Epoch validation = engine.validation()) {
      assertEquals(List.of("FLAIR"), engine.modalities());
      Batch first = validation.next();
      BatchItem item = first.items().get(0);
      assertEquals(1, item.instance().id());
      assertEquals(2, item.instance().voxels());
      assertEquals(12, item.volumeMm3(), 1e-9);
      assertEquals(new Index3(2, 2, 1), item.instance().box().begin());
      assertArrayEquals(new long[] {1, 1, 3, 4, 5}, first.image().shape());
      assertEquals(0.125f, first.image().bytes(0, 4).getFloat(0));
      assertEquals(1, first.label().bytes(0, 60).get(0), "other instances are shown too");
      assertEquals(2, validation.next().items().get(0).instance().id());
      assertEquals(3, validation.steps() - 1, "two positives and, wrapped, two negatives");
    }
  }

  @Test
  void positionsCountInTheStoredPatchAndThatIsSaid() {
    add("p07", "FLAIR", "positive", 0, new Index3(4, 3, 2));
    add("p07", "FLAIR", "negative", 0);
    for (BatchItem item : items(OPTIONS.patchSize(2, 2, 2))) {
      assertEquals(VoxelSpace.STORED_PATCH, item.space());
      assertEquals(Optional.empty(), item.cornerInVolume());
      assertEquals(Optional.empty(), item.boxInVolume());
    }
    try (IbEngine engine = IbEngine.open(root, OPTIONS);
        Epoch epoch = engine.epoch(1)) {
      assertEquals(VoxelSpace.STORED_PATCH, epoch.planSpace());
    }
  }

  @Test
  void smallerPatchesHoldAVoxelOfTheInstanceAndLargerOnesArePadded() {
    add("p07", "FLAIR", "positive", 0, new Index3(4, 3, 2));
    add("p07", "FLAIR", "negative", 0);
    for (int seed = 0; seed < 20; seed++) {
      try (IbEngine engine = IbEngine.open(root, OPTIONS.patchSize(2, 2, 2));
          Epoch epoch = engine.epoch(seed)) {
        for (Batch batch : epoch) {
          int foreground = 0;
          for (int i = 0; i < 8; i++) {
            foreground += batch.label().bytes(i, 1).get(0);
          }
          assertEquals(batch.items().get(0).positive() ? 1 : 0, foreground);
        }
      }
    }
    try (IbEngine engine = IbEngine.open(root, OPTIONS.patchSize(6, 4, 3));
        Epoch epoch = engine.validation()) {
      Batch batch = epoch.next();
      assertEquals(0.125f, batch.image().bytes(4 * 4, 4).getFloat(0));
      assertEquals(0f, batch.image().bytes(5 * 4, 4).getFloat(0));
    }
  }

  @Test
  void namesMayHoldUnderscoresWhereLabelsTellThemApart() {
    for (String name : List.of("ms", "ms_07")) {
      add(name, "T1_post", "positive", 0, new Index3(1, 1, 1));
      add(name, "T1_post", "negative", 0);
    }
    assertEquals(
        List.of("ms", "ms_07"),
        items(OPTIONS.negativesPerPositive(0)).stream().map(BatchItem::caseName).toList());
    try (IbEngine engine = IbEngine.open(root, OPTIONS)) {
      assertEquals(List.of("T1_post"), engine.modalities());
    }
  }

  @Test
  void aCaseMayBeCalledLabel() {
    add("my_label", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    assertEquals("my_label", items(OPTIONS.negativesPerPositive(0)).get(0).caseName());
  }

  @Test
  void aNameThatCanBeReadInTwoWaysIsRefusedWithBoth() {
    add("p", "a_T1", "positive", 0, new Index3(1, 1, 1));
    add("q", "T1", "positive", 0, new Index3(1, 1, 1));
    add("r", "a_T1", "positive", 0, new Index3(1, 1, 1));
    add("p_a", "T1", "positive", 1, new Index3(1, 1, 1));
    String message = assertThrows(DatasetException.class, () -> items(OPTIONS)).getMessage();
    assertTrue(message.contains("p_a_T1_positive_000"), message);
    assertTrue(message.contains("case p modality a_T1 or as case p_a modality T1"), message);
  }

  @Test
  void anIncompletePatchIsNamedNotDropped() throws IOException {
    add("p07", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    add("p07", "FLAIR", "positive", 3, new Index3(1, 1, 1));
    Files.delete(root.resolve("lesion_patches/p07_FLAIR_positive_0003.nii.gz"));
    String message = assertThrows(DatasetException.class, () -> items(OPTIONS)).getMessage();
    assertTrue(message.contains("case p07 positive patch 3 lacks FLAIR"), message);
    Files.delete(root.resolve("lesion_patches/p07_label_positive_0000.nii.gz"));
    message = assertThrows(DatasetException.class, () -> items(OPTIONS)).getMessage();
    assertTrue(message.contains("case p07 positive patch 0 lacks label"), message);
  }

  @Test
  void filesOfOtherNamesAreRefused() {
    add("p07", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    Path odd = write("lesion_patches/p07_FLAIR_negative_0000.nii", SIZE, new float[60]);
    assertEquals(odd, assertThrows(DatasetException.class, () -> items(OPTIONS)).path());
  }

  @Test
  void weightsAndInstanceMapsAreRefusedWithTheLayoutThatHasThem() {
    add("p07", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    add("p07", "FLAIR", "negative", 0);
    for (WeightKind kind : WeightKind.values()) {
      assertNeedsVolumes(OPTIONS.weights(kind));
    }
    assertNeedsVolumes(OPTIONS.instanceMaps(true));
    assertEquals(2, items(OPTIONS.weights(WeightKind.PATCH_INVERSE).weights(null)).size());
  }

  @Test
  void coordinatesAreRefusedSinceNobodyKnowsWhereThePatchesLie() {
    add("p07", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    add("p07", "FLAIR", "negative", 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> IbEngine.open(root, OPTIONS.coordinates(true)))
            .getMessage();
    assertTrue(message.contains("a folder of the IB-sampling script does not record"), message);
    assertTrue(message.contains("run ib prepare"), message);
  }

  private void assertNeedsVolumes(EngineOptions options) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> IbEngine.open(root, options))
            .getMessage();
    assertEquals(
        root
            + ": weights and instance maps need whole label maps, these are stored patches;"
            + " run ib prepare with --layout volumes on the case folders they were cut from",
        message);
  }

  @Test
  void aPositivePatchWithoutForegroundIsRefused() {
    add("p07", "FLAIR", "positive", 0);
    DatasetException failure = assertThrows(DatasetException.class, () -> items(OPTIONS));
    assertTrue(failure.getMessage().contains("case p07 positive patch 0"), failure.getMessage());
  }

  @Test
  void aModalityOfAnotherSizeStopsTheEpochByName() {
    add("p07", "FLAIR", "positive", 0, new Index3(1, 1, 1));
    Path file =
        write("lesion_patches/p07_FLAIR_positive_0000.nii.gz", new Size3(2, 2, 2), new float[8]);
    DatasetException failure =
        assertThrows(DatasetException.class, () -> items(OPTIONS.negativesPerPositive(0)));
    assertEquals(file, failure.path());
    assertTrue(failure.getMessage().contains("case p07"), failure.getMessage());
  }
}
