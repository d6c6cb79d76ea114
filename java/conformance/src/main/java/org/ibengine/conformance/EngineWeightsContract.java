package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.store.VolumesFile;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When weights and instance ids come beside the images, what they cost and what refuses them. */
public interface EngineWeightsContract extends EngineSource {
  @Test
  default void limitsAndNormalisationAreThoseAskedFor() {
    EngineOptions options = options().weights(WeightKind.PATCH_INVERSE);
    try (IbEngine limited = volumes(options.weightLimits(0, 7));
        IbEngine normalised = volumes(options.weightNormalisation(WeightNormalisation.MEAN_ONE));
        Epoch clipped = limited.epoch(1);
        Epoch scaled = normalised.epoch(1)) {
      float largest = 0;
      while (clipped.hasNext()) {
        Batch first = clipped.next();
        Batch second = scaled.next();
        for (int i = 0; i < first.items().size(); i++) {
          double sum = 0;
          float[] weights = Delivered.channel(second.weights(), i, 0);
          for (float weight : weights) {
            sum += weight;
          }
          assertEquals(weights.length, sum, 1e-3, second.items().get(i).toString());
          for (float weight : Delivered.channel(first.weights(), i, 0)) {
            largest = Math.max(largest, weight);
          }
        }
      }
      assertEquals(7, largest);
    }
  }

  @Test
  default void imagesAndLabelsAreThoseWithoutWeights() {
    assertEquals(
        Delivered.epoch(volumes(options()), 5, 0),
        Delivered.epoch(volumes(options().weights(WeightKind.INSTANCE_INVERSE)), 5, 0));
  }

  @Test
  default void onlyWhatWasAskedForIsDelivered() {
    try (IbEngine engine = volumes(options().weights(WeightKind.PATCH_INVERSE));
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertTrue(batch.hasWeights());
      assertFalse(batch.hasInstances());
      assertEquals(Set.of(BatchPart.IMAGE, BatchPart.LABEL, BatchPart.WEIGHTS), batch.parts());
      assertSame(batch.weights(), batch.tensor(BatchPart.WEIGHTS));
      assertEquals(List.of(batch.image(), batch.label(), batch.weights()), batch.tensors());
      String message = assertThrows(IllegalStateException.class, batch::instances).getMessage();
      assertTrue(message.contains("EngineOptions.instanceMaps"), message);
      Tensor weights = batch.weights();
      batch.close();
      assertThrows(IllegalStateException.class, batch::weights);
      assertThrows(IllegalStateException.class, () -> Delivered.bytes(weights, 0, 4));
    }
    try (IbEngine engine = volumes(options().instanceMaps(true));
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertFalse(batch.hasWeights());
      assertTrue(batch.hasInstances());
      assertThrows(IllegalStateException.class, batch::weights);
    }
  }

  @Test
  default void extraTensorsAndMapsCountAsMemory() {
    try (IbEngine plain = volumes(options());
        IbEngine weighted =
            volumes(options().weights(WeightKind.PATCH_INVERSE).instanceMaps(true))) {
      long slot = 3 * TinyDataset.PATCH.voxels() * (4 + 4);
      assertEquals(6 * slot, ring(weighted) - ring(plain));
      // Five instances of 8 bytes, with 1, 1, 4, 2 and 1 runs of 20; the case without has 8.
      long maps = weighted.memory().volumeBytes() - plain.memory().volumeBytes();
      assertTrue(maps >= 5 * 8 + 9 * 20 + 8, "maps take " + maps);
      assertTrue(weighted.memory().transientBytes() > plain.memory().transientBytes());
    }
  }

  private static long ring(IbEngine engine) {
    return engine.memory().ringBytes() + engine.memory().device().ringBytes();
  }

  @Test
  default void storedPatchesHaveNoWholeInstances() {
    for (EngineOptions options :
        List.of(options().weights(WeightKind.PATCH_INVERSE), options().instanceMaps(true))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> patches(options).close()).getMessage();
      assertTrue(message.contains("--layout volumes"), message);
      assertTrue(message.contains(Folders.PATCHES.toString()), message);
    }
  }

  @Test
  default void aLabelMapThatDiffersFromTheIndexIsNamed(@TempDir Path folder) throws IOException {
    Path dataset =
        new TinyDataset(new TinyCase("one", new Size3(9, 8, 7)).lesion(1, 4, 4, 4, 6, 5, 5))
            .prepare(folder, Layout.VOLUMES);
    Path file = TinyDataset.volumesOf(dataset, "one");
    long label;
    try (VolumesFile volumes = VolumesFile.open(file)) {
      label = volumes.tensor("label").offset();
    }
    FileTime time = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), label); // a second lesion, in the corner
    }
    Files.setLastModifiedTime(file, time); // or its checksum would be compared
    try (IbEngine engine = IbEngine.open(dataset, options().instanceMaps(true))) {
      DatasetException failure =
          assertThrows(DatasetException.class, () -> Delivered.rest(engine.epoch(1)));
      assertEquals(file, failure.path());
      assertTrue(
          failure.getMessage().contains("case one: the label map must hold 1 instances"),
          failure.getMessage());
      assertEquals(0, engine.slotsTaken());
    }
  }

  @Test
  default void senselessLimitsAreRefused() {
    for (double[] limits : new double[][] {{-1, 2}, {3, 2}, {0, 0}, {Double.NaN, 1}}) {
      assertThrows(
          IllegalArgumentException.class, () -> options().weightLimits(limits[0], limits[1]));
    }
  }
}
