package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.store.VolumesFile;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and instance ids beside the images, from the instances of the whole case. */
public interface EngineWeightsContract extends EngineSource {
  /** Case and label value of every lesion of the standard dataset, and its id. */
  Map<String, Integer> IDS = Map.of("a_1 7", 1, "a_1 255", 2, "a_1 1", 3, "a_2 2", 1, "b 3", 1);

  private EngineOptions everything(WeightKind kind) {
    return options().augmentation(EngineContentContract.WILD).weights(kind).instanceMaps(true);
  }

  private static int[] integers(Tensor tensor, int item) {
    int voxels = (int) (tensor.elements() / tensor.shape()[0]);
    int[] values = new int[voxels];
    Delivered.bytes(tensor, item * voxels * 4L, voxels * 4).asIntBuffer().get(values);
    return values;
  }

  private static void check(Batch batch, WeightKind kind) {
    long[] shape = batch.label().shape();
    assertArrayEquals(shape, batch.weights().shape());
    assertArrayEquals(shape, batch.instances().shape());
    assertEquals(ElementType.FLOAT32, batch.weights().type());
    assertEquals(ElementType.INT32, batch.instances().type());
    for (int i = 0; i < batch.items().size(); i++) {
      BatchItem item = batch.items().get(i);
      TinyCase source = Folders.DATASET.caseNamed(item.caseName());
      int[] labels = source.labelPatch(item.corner(), TinyDataset.PATCH, item.variation());
      int[] ids =
          Arrays.stream(labels)
              .map(label -> label == 0 ? 0 : IDS.get(item.caseName() + " " + label))
              .toArray();
      assertArrayEquals(ids, integers(batch.instances(), i), item.toString());
      assertArrayEquals(
          weights(kind, source, labels), Delivered.channel(batch.weights(), i, 0), item.toString());
      if (item.positive()) {
        assertTrue(Arrays.stream(ids).anyMatch(id -> id == item.instance().id()), item.toString());
      }
    }
  }

  /** By label values, which are as good as ids: no lesion has that of another. */
  private static float[] weights(WeightKind kind, TinyCase source, int[] labels) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int label : labels) {
      counts.merge(label, 1, Integer::sum);
    }
    int empty = counts.getOrDefault(0, 0);
    int visible = counts.size() - (empty > 0 ? 1 : 0);
    float[] weights = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int voxels = counts.get(labels[i]);
      double raw =
          switch (kind) {
            case PATCH_INVERSE -> (double) labels.length / (counts.size() * voxels);
            case FOREGROUND_INVERSE -> (double) (labels.length - empty) / (visible * voxels);
            case INSTANCE_INVERSE -> labels.length / (2.0 * whole(source, labels[i]));
          };
      if (kind != WeightKind.PATCH_INVERSE && labels[i] == 0) {
        raw = 1;
      }
      weights[i] = (float) (kind == WeightKind.FOREGROUND_INVERSE ? raw : Math.max(1, raw));
    }
    return weights;
  }

  private static int whole(TinyCase source, int label) {
    int voxels = 0;
    for (float value : source.labels()) {
      voxels += value == label ? 1 : 0;
    }
    return voxels;
  }

  private static void checkEpochs(IbEngine opened, WeightKind kind) {
    try (IbEngine engine = opened) {
      for (int number = 0; number < 3; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          epoch.forEach(batch -> check(batch, kind));
        }
      }
      try (Epoch validation = engine.validation()) {
        validation.forEach(batch -> check(batch, kind));
      }
    }
  }

  /** Checksums of all four tensors of every batch. */
  private static List<Long> checksums(IbEngine opened) {
    List<Long> checksums = new ArrayList<>();
    try (IbEngine engine = opened;
        Epoch epoch = engine.epoch(5, 2)) {
      for (Batch batch : epoch) {
        for (Tensor tensor :
            List.of(batch.image(), batch.label(), batch.weights(), batch.instances())) {
          CRC32C checksum = new CRC32C();
          checksum.update(Delivered.bytes(tensor, 0, (int) tensor.sizeBytes()));
          checksums.add(checksum.getValue());
        }
      }
    }
    return checksums;
  }

  @ParameterizedTest
  @EnumSource(WeightKind.class)
  default void everyWeightAndIdIsThatOfPlainLoops(WeightKind kind) {
    checkEpochs(volumes(everything(kind)), kind);
  }

  @ParameterizedTest
  @EnumSource(WeightKind.class)
  default void volumesOnDiskHaveTheSameInstances(WeightKind kind) {
    EngineOptions tight = tightWithWeights(everything(kind));
    try (IbEngine engine = volumes(tight)) {
      assertTrue(engine.memory().sourcesOnDisk() > 0, engine.memory().toString());
    }
    checkEpochs(volumes(tight), kind);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  default void theNumberOfThreadsChangesNoWeight(int threads) {
    EngineOptions options =
        everything(WeightKind.PATCH_INVERSE)
            .weightLimits(0.5, 20)
            .weightNormalisation(WeightNormalisation.MEAN_ONE);
    assertEquals(
        checksums(volumes(options.backend("reference").threads(1))),
        checksums(volumes(options.threads(threads))));
  }

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
        IbEngine weighted = volumes(everything(WeightKind.PATCH_INVERSE))) {
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
    Path file = dataset.resolve("cases").resolve("one").resolve("volumes.safetensors");
    long label;
    try (VolumesFile volumes = VolumesFile.open(file)) {
      label = volumes.tensor("label").offset();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), label); // a second lesion, in the corner
    }
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
