package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What weights and instance ids are: those of plain loops over the whole case. */
public interface EngineWeightContentContract extends EngineSource {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  default void theNumberOfThreadsChangesNoWeight(int threads) {
    EngineOptions options =
        options()
            .weights(WeightKind.PATCH_INVERSE)
            .instanceMaps(true)
            .weightLimits(0.5, 20)
            .weightNormalisation(WeightNormalisation.MEAN_ONE);
    assertEquals(
        checksums(volumes(options.backend("reference").threads(1))),
        checksums(volumes(options.threads(threads))));
  }

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
  default void patchesThatBeginBeforeTheVolumeHaveTheirWeights(WeightKind kind) {
    EngineOptions centred = everything(kind).placement(Placement.CENTRE);
    checkEpochs(volumes(centred), kind);
    checkEpochs(volumes(tightWithWeights(centred)), kind);
    checkEpochs(volumes(centred.sampler(Sampler.VOXEL).steps(6)), kind);
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
}
