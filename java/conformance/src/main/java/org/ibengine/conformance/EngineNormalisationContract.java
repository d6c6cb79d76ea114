package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityScales;
import org.ibengine.index.RawScale;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.intensity.VoxelSet;
import org.ibengine.plan.Augmentation;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How readers choose the normalisation of values. */
public interface EngineNormalisationContract extends EngineSource {
  private EngineOptions plain() {
    return options().augmentation(Augmentation.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "percentile:5:95",
        "window:-20:300",
        "zscore",
        "zscore:positive",
        "zscore:positive:clip:10:90",
        "none",
        "nnunet-ct",
        "nnunet-mr"
      })
  default void everyVoxelIsSubtractedDividedAndClampedAndPaddingIsZero(String scale) {
    IntensityChoice choice = IntensityChoice.PREPARED.others(IntensityScale.parse(scale));
    EngineOptions options = plain().normalise(choice.others());
    check(volumes(options), choice);
    check(volumes(tight(options.batchSize(1).prefetch(2))), choice);
    check(volumes(offDevice(options)), choice);
  }

  private static void check(IbEngine opened, IntensityChoice choice) {
    DatasetIndex index = DatasetReader.open(Folders.VOLUMES).index();
    ModalityScales scales = ModalityScales.of(index, choice, TinyDataset.MODALITIES);
    try (IbEngine engine = opened;
        Epoch epoch = engine.epoch(3)) {
      for (Batch batch : epoch) {
        for (int i = 0; i < batch.items().size(); i++) {
          for (int channel = 0; channel < 2; channel++) {
            check(
                Delivered.channel(batch.image(), i, channel),
                batch.items().get(i),
                channel,
                scale(scales, index, batch.items().get(i).caseName(), channel));
          }
        }
      }
    }
  }

  private static RawScale scale(
      ModalityScales scales, DatasetIndex index, String caseName, int channel) {
    CaseIndex item =
        index.cases().stream().filter(one -> one.name().equals(caseName)).findFirst().get();
    return scales.of(caseName, item.modalities().get(channel));
  }

  private static void check(float[] image, BatchItem item, int channel, RawScale scale) {
    TinyCase shown = Folders.DATASET.caseNamed(item.caseName());
    float[] raw = shown.raw(TinyDataset.MODALITIES.get(channel));
    Size3 patch = TinyDataset.PATCH;
    for (int i = 0; i < image.length; i++) {
      int x = item.corner().x() + i % patch.x();
      int y = item.corner().y() + i / patch.x() % patch.y();
      int z = item.corner().z() + i / patch.x() / patch.y();
      Size3 size = shown.size();
      boolean inside = 0 <= x && x < size.x() && 0 <= y && y < size.y() && 0 <= z && z < size.z();
      float expected = 0;
      if (inside) {
        float value = raw[(z * size.y() + y) * size.x() + x];
        expected = (value - scale.subtract()) / scale.divide();
        expected = Math.min(Math.max(expected, scale.low()), scale.high());
      }
      assertEquals(expected + 0f, image[i], item + " voxel " + i);
    }
  }

  @Test
  default void eachModalityHasItsOwnAndTheOthersThatOfAll() {
    EngineOptions options =
        plain()
            .normalise(IntensityScale.zScore(VoxelSet.ALL))
            .normalise("T1", IntensityScale.window(0, 50));
    check(
        volumes(options),
        IntensityChoice.PREPARED
            .others(IntensityScale.zScore(VoxelSet.ALL))
            .with("T1", IntensityScale.window(0, 50)));
    check(volumes(plain()), IntensityChoice.PREPARED);
  }

  @Test
  default void thePlanIsTheSameWhateverTheNormalisation() {
    try (IbEngine one = volumes(options());
        IbEngine other = volumes(options().normalise(IntensityScale.none()));
        Epoch first = one.epoch(8);
        Epoch second = other.epoch(8)) {
      while (first.hasNext()) {
        assertEquals(first.next().items(), second.next().items());
      }
    }
  }

  @Test
  default void storedPatchesAndUnknownModalitiesAreRefused() {
    EngineOptions window = plain().normalise(IntensityScale.window(0, 1));
    refused(() -> patches(window), "normalised already", "--layout volumes");
    EngineOptions unknown = plain().normalise("PET", IntensityScale.none());
    refused(() -> volumes(unknown), "PET", "[FLAIR, T1]");
    EngineOptions rare = plain().normalise(IntensityScale.percentile(2, 98, VoxelSet.ALL));
    refused(() -> volumes(rare), "case a_1", "FLAIR", "recorded");
    EngineOptions label = plain().normalise(IntensityScale.zScore(VoxelSet.LABEL));
    refused(() -> volumes(label), "case c", "needs label voxels");
    patches(plain().normalise("T1", IntensityScale.prepared())).close();
  }

  private static void refused(Supplier<IbEngine> opening, String... parts) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> opening.get().close()).getMessage();
    List.of(parts).forEach(part -> assertTrue(message.contains(part), message));
  }
}
