package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.index.Layout;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Placement;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where voxels lie in their volumes: exact values, and that they move with the voxels. */
public interface EngineCoordinatesContract extends EngineSource {
  private EngineOptions located() {
    return options().coordinates(true);
  }

  /** A patch of 5 × 5 × 4 voxels at the first voxel of a case of 4 × 3 × 2. */
  private static void checkPatchOfB(Tensor coordinates, int item) {
    float third = 0.33333334f;
    float[] x = {-1, -third, third, 1, 1.6666666f}; // voxels 0 to 4 of 4
    float[] y = {-1, 0, 1, 2, 3}; // 0 to 4 of 3
    float[] z = {-1, 1, 3, 5}; // 0 to 3 of 2
    float[][] channels = new float[3][];
    for (int axis = 0; axis < 3; axis++) {
      channels[axis] = Delivered.channel(coordinates, item, axis);
      assertEquals(100, channels[axis].length);
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(x[i % 5], channels[0][i]);
      assertEquals(y[i / 5 % 5], channels[1][i]);
      assertEquals(z[i / 25], channels[2][i]);
    }
  }

  @Test
  default void valuesGoFromMinusOneToOneAlongXYAndZAndBeyondInPadding() {
    EngineOptions plain = located().placement(Placement.REFERENCE).augmentation(Augmentation.NONE);
    for (IbEngine opened : List.of(volumes(plain), patches(plain))) {
      int shown = 0;
      try (IbEngine engine = opened;
          Epoch epoch = engine.epoch(4)) {
        for (Batch batch : epoch) {
          for (int i = 0; i < batch.items().size(); i++) {
            BatchItem item = batch.items().get(i);
            if (item.positive() && item.caseName().equals("b")) {
              assertEquals(Index3.ZERO, item.corner());
              checkPatchOfB(batch.coordinates(), i);
              shown++;
            }
          }
        }
      }
      assertTrue(shown > 0);
    }
  }

  @Test
  default void coordinatesMoveWithTheVoxelsInBothLayouts() {
    EngineOptions wild = located().augmentation(EngineContentContract.WILD);
    checkEpochs(volumes(wild), TinyDataset.PATCH);
    checkEpochs(patches(wild.placement(Placement.REFERENCE)), TinyDataset.PATCH);
    checkEpochs(patches(wild.patchSize(3, 2, 3)), new Size3(3, 2, 3));
    checkEpochs(volumes(wild.patchSize(16, 16, 17)), new Size3(16, 16, 17));
    checkEpochs(volumes(tight(wild.batchSize(1).prefetch(2))), TinyDataset.PATCH);
    checkEpochs(volumes(offDevice(wild.batchSize(1))), TinyDataset.PATCH);
    checkEpochs(volumes(wild.placement(Placement.CENTRE)), TinyDataset.PATCH);
  }

  private static void checkEpochs(IbEngine opened, Size3 patch) {
    try (IbEngine engine = opened) {
      for (int number = 0; number < 3; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          epoch.forEach(batch -> check(batch, patch));
        }
      }
      try (Epoch validation = engine.validation()) {
        validation.forEach(batch -> check(batch, patch));
      }
    }
  }

  private static void check(Batch batch, Size3 patch) {
    Tensor coordinates = batch.coordinates();
    assertEquals(ElementType.FLOAT32, coordinates.type());
    assertArrayEquals(
        new long[] {batch.items().size(), 3, patch.z(), patch.y(), patch.x()}, coordinates.shape());
    for (int i = 0; i < batch.items().size(); i++) {
      BatchItem item = batch.items().get(i);
      TinyCase shown = Folders.DATASET.caseNamed(item.caseName());
      for (int axis = 0; axis < 3; axis++) {
        assertArrayEquals(
            shown.coordinatePatch(axis, item.corner(), patch, item.variation()),
            Delivered.channel(coordinates, i, axis),
            "axis " + axis + " of step " + batch.step() + " " + item);
      }
    }
  }

  @Test
  default void anAxisOfOneVoxelIsZero(@TempDir Path folder) {
    Path dataset =
        new TinyDataset(new TinyCase("flat", new Size3(7, 6, 1)).lesion(1, 2, 3, 0, 4, 4, 1))
            .prepare(folder, Layout.VOLUMES);
    try (IbEngine engine = IbEngine.open(dataset, located().negativesPerPositive(0));
        Epoch epoch = engine.epoch(1)) {
      assertArrayEquals(new float[100], Delivered.channel(epoch.next().coordinates(), 0, 2));
    }
  }

  @Test
  default void imagesLabelsAndWhatIsPlannedAreThoseWithoutCoordinates() {
    assertEquals(
        Delivered.epoch(volumes(options()), 5, 0), Delivered.epoch(volumes(located()), 5, 0));
  }

  @Test
  default void coordinatesComeOnlyWhereTheyWereAskedForAndEndWithTheirBatch() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertFalse(batch.hasCoordinates());
      String message = assertThrows(IllegalStateException.class, batch::coordinates).getMessage();
      assertTrue(message.contains("EngineOptions.coordinates"), message);
    }
    try (IbEngine engine = volumes(located());
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertTrue(batch.hasCoordinates());
      assertEquals(List.of(batch.image(), batch.label(), batch.coordinates()), batch.tensors());
      Tensor coordinates = batch.coordinates();
      batch.close();
      assertThrows(IllegalStateException.class, () -> Delivered.bytes(coordinates, 0, 4));
    }
  }

  @Test
  default void coordinatesCountAsMemory() {
    try (IbEngine plain = volumes(options());
        IbEngine with = volumes(located())) {
      long batch = 3 * TinyDataset.PATCH.voxels() * 3 * 4;
      long more = with.memory().totalBytes() - plain.memory().totalBytes();
      long moreOnDevice = with.memory().device().ringBytes() - plain.memory().device().ringBytes();
      boolean onDevice = plain.memory().device().ringBytes() > 0;
      assertEquals(6 * batch, more); // on their way to a device they lie in host memory
      assertEquals(onDevice ? 6 * batch : 0, moreOnDevice);
    }
  }
}
