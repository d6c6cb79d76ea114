package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.plan.Augmentation;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rotation, noise and the other transforms: the same bytes everywhere, and nothing else changes.
 */
public interface EngineAugmentationContract extends EngineSource {
  /** Everything at once, more often than users would. */
  Augmentation ALL =
      Augmentation.parse(
          "flip,rotate,scale,shift,rotation=0.7,scaling=0.7,elastic_deform=0.6,misalign=0.5,"
              + "noise=0.5,blur=0.7,brightness=0.5,contrast=0.5,low_resolution=0.7,gamma=0.6,"
              + "gamma_inverted=0.4");

  private EngineOptions all() {
    return options()
        .augmentation(ALL)
        .weights(WeightKind.PATCH_INVERSE)
        .instanceMaps(true)
        .coordinates(true)
        .foregroundCounts(true);
  }

  /** All bytes of all parts. */
  private static List<List<Float>> epoch(IbEngine opened, int number) {
    List<List<Float>> parts = new ArrayList<>();
    try (IbEngine engine = opened;
        Epoch epoch = engine.epoch(3, number)) {
      for (Batch batch : epoch) {
        for (Tensor tensor : List.of(batch.weights(), batch.coordinates(), batch.image())) {
          for (int item = 0; item < batch.items().size(); item++) {
            for (int channel = 0; channel < tensor.shape()[1]; channel++) {
              List<Float> values = new ArrayList<>();
              for (float value : Delivered.channel(tensor, item, channel)) {
                values.add(value);
              }
              parts.add(values);
            }
          }
        }
      }
    }
    return parts;
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT16"})
  default void everyPartIsThatOfTheReference(ElementType type) {
    EngineOptions reference = all().type(type).backend("reference").threads(1);
    for (int number = 0; number < 2; number++) {
      assertEquals(epoch(volumes(reference), number), epoch(volumes(all().type(type)), number));
    }
  }

  @Test
  default void storedPatchesAreThoseOfTheReference() {
    EngineOptions options = options().augmentation(ALL);
    EngineOptions reference = options.backend("reference").threads(1);
    assertEquals(
        Delivered.epoch(patches(reference), 5, 0), Delivered.epoch(patches(options), 5, 0));
  }

  /** A warped patch needs rows beyond its own. */
  @Test
  default void rowsThatAreReadForEveryBatchGiveTheSame() {
    Augmentation little = Augmentation.parse("rotation=1:8,scaling=1:0.9:1.05,noise=1");
    EngineOptions options =
        offDevice(options().augmentation(little).threads(1).batchSize(1).patchSize(3, 3, 2));
    long all;
    List<Delivered> kept;
    try (IbEngine engine = volumes(options)) {
      all = engine.memory().totalBytes();
      kept = Delivered.rest(engine.epoch(5));
    }
    try (IbEngine engine = volumes(options.maxMemory(all - 1))) {
      assertTrue(engine.memory().sourcesOnDisk() > 0, engine.memory().toString());
      assertTrue(engine.memory().totalBytes() < all, engine.memory().toString());
      assertEquals(kept, Delivered.rest(engine.epoch(5)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  default void ranksShareTheSameChangedPatches(int worldSize) {
    EngineOptions options = options().augmentation(ALL);
    assertEquals(
        Delivered.ofAllRanks(this, options.batchSize(24), 1),
        Delivered.ofAllRanks(this, options.batchSize(Delivered.options24(worldSize)), worldSize));
  }

  @Test
  default void anEpochGoesOnUnchangedInTheMiddle() {
    EngineOptions options = options().augmentation(ALL);
    try (IbEngine engine = volumes(options);
        Epoch epoch = engine.epoch(9)) {
      epoch.next();
      String state = epoch.state();
      List<Delivered> rest = Delivered.rest(epoch);
      try (IbEngine other = volumes(options.threads(1))) {
        assertEquals(rest, Delivered.rest(other.resume(state)));
      }
    }
  }

  /** Even lesions of one voxel, whatever was drawn. */
  @Test
  default void everyPositivePatchShowsItsInstance() {
    EngineOptions options = options().augmentation(ALL).instanceMaps(true);
    int positives = 0;
    int warped = 0;
    try (IbEngine engine = volumes(options)) {
      for (int number = 0; number < 12; number++) {
        try (Epoch epoch = engine.epoch(4, number)) {
          for (Batch batch : epoch) {
            for (int i = 0; i < batch.items().size(); i++) {
              BatchItem item = batch.items().get(i);
              if (item.positive()) {
                positives++;
                warped += item.variation().warping().isNone() ? 0 : 1;
                assertTrue(shows(batch, i, item.instance().id()), item.toString());
              }
            }
          }
        }
      }
    }
    assertTrue(warped > positives / 2, warped + " of " + positives);
  }

  private static boolean shows(Batch batch, int item, int id) {
    int elements = (int) (batch.instances().sizeBytes() / batch.instances().shape()[0] / 4);
    var ids = Delivered.bytes(batch.instances(), 4L * elements * item, 4 * elements);
    for (int i = 0; i < elements; i++) {
      if (ids.getInt(4 * i) == id) {
        return true;
      }
    }
    return false;
  }

  /** The plan is that without transforms: which patches, where, turned and flipped how. */
  @Test
  default void transformsMoveNoOtherDraw() {
    Augmentation plain = new Augmentation(0.5, 0.2, 0.1, 0.1);
    EngineOptions with = options().augmentation(Augmentation.parse("on,rotation,noise,gamma"));
    try (IbEngine before = volumes(options().augmentation(plain));
        IbEngine after = volumes(with)) {
      List<Delivered> first = Delivered.rest(before.epoch(5));
      List<Delivered> second = Delivered.rest(after.epoch(5));
      assertEquals(first.size(), second.size());
      int changed = 0;
      for (int i = 0; i < first.size(); i++) {
        BatchItem item = first.get(i).item();
        BatchItem other = second.get(i).item();
        assertEquals(item.caseName(), other.caseName());
        assertEquals(item.corner(), other.corner());
        assertEquals(item.variation().quarterTurns(), other.variation().quarterTurns());
        assertEquals(item.variation().flipX(), other.variation().flipX());
        assertEquals(item.variation().gain(), other.variation().gain());
        boolean same = first.get(i).image() == second.get(i).image();
        boolean drawn =
            !other.variation().warping().isNone()
                || other.variation().changes().stream().anyMatch(list -> !list.isEmpty());
        assertTrue(same || drawn, "patch " + i);
        changed += same ? 0 : 1;
      }
      assertNotEquals(0, changed);
    }
  }

  @Test
  default void theValidationIsLeftAsItIs() {
    try (IbEngine plain = volumes(options());
        IbEngine with = volumes(options().augmentation(ALL))) {
      assertEquals(Delivered.rest(plain.validation()), Delivered.rest(with.validation()));
    }
  }

  @Test
  default void countsAreThoseOfTheLabelsThatAreShown() {
    try (IbEngine engine = volumes(all());
        Epoch epoch = engine.epoch(1)) {
      for (Batch batch : epoch) {
        int[] counts = new int[batch.items().size()];
        for (int i = 0; i < counts.length; i++) {
          for (float value : Delivered.channel(batch.label(), i, 0)) {
            counts[i] += value > 0 ? 1 : 0;
          }
        }
        assertArrayEquals(counts, batch.foreground());
      }
    }
  }
}
