package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Placement;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** Every voxel that is delivered is what plain loops over the source volumes say. */
public interface EngineContentContract extends EngineSource {
  /** Everything on, all the time. */
  Augmentation WILD = new Augmentation(0.5, 0.7, 0.6, 0.6);

  private static void checkEpochs(IbEngine opened, Size3 patch, int epochs) {
    try (IbEngine engine = opened) {
      for (int number = 0; number < epochs; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          for (Batch batch : epoch) {
            PatchCheck.check(batch, patch);
          }
        }
      }
      try (Epoch validation = engine.validation()) {
        for (Batch batch : validation) {
          PatchCheck.check(batch, patch);
        }
      }
    }
  }

  @Test
  default void everyVoxelOfJitteredAndVariedPatchesIsThatOfTheVolumes() {
    checkEpochs(volumes(options().augmentation(WILD)), TinyDataset.PATCH, 4);
  }

  @Test
  default void everyVoxelOfReferencePatchesIsThatOfTheVolumes() {
    EngineOptions options = options().placement(Placement.REFERENCE).augmentation(WILD);
    checkEpochs(volumes(options), TinyDataset.PATCH, 3);
    checkEpochs(patches(options), TinyDataset.PATCH, 3);
  }

  @Test
  default void anotherPatchSizeThanPreparedMayBeAskedForOfVolumes() {
    checkEpochs(volumes(options().patchSize(3, 6, 2).augmentation(WILD)), new Size3(3, 6, 2), 3);
  }

  @Test
  default void patchesLargerThanEveryVolumeArePaddedAtTheEnd() {
    checkEpochs(
        volumes(options().patchSize(16, 16, 17).augmentation(WILD)), new Size3(16, 16, 17), 2);
  }

  @Test
  default void storedPatchesAreCroppedAroundTheirInstance() {
    checkEpochs(patches(options().patchSize(3, 2, 3).augmentation(WILD)), new Size3(3, 2, 3), 4);
  }

  @Test
  default void modalitiesComeInTheOrderAskedFor() {
    try (IbEngine engine = volumes(options().modalities("T1").augmentation(Augmentation.NONE));
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      BatchItem item = batch.items().get(0);
      assertEquals(1, batch.image().shape()[1]);
      assertArrayEquals(
          Folders.DATASET
              .caseNamed(item.caseName())
              .imagePatch("T1", item.corner(), TinyDataset.PATCH, item.variation()),
          Delivered.channel(batch.image(), 0, 0));
    }
  }

  @Test
  default void float16IsTheNearestToFloat32() {
    try (IbEngine narrow = volumes(options().type(ElementType.FLOAT16).augmentation(WILD));
        IbEngine wide = volumes(options().augmentation(WILD));
        Epoch rounded = narrow.epoch(3);
        Epoch exact = wide.epoch(3)) {
      while (exact.hasNext()) {
        Batch expected = exact.next();
        Batch batch = rounded.next();
        assertEquals(expected.items(), batch.items());
        for (int channel = 0; channel < 2; channel++) {
          float[] values = Delivered.channel(expected.image(), 1, channel);
          float[] halves = Delivered.channel(batch.image(), 1, channel);
          for (int i = 0; i < values.length; i++) {
            float step = Math.max(Math.ulp(values[i]) * 8192, 0x1p-24f);
            assertEquals(values[i], halves[i], step / 2);
          }
        }
      }
    }
  }
}
