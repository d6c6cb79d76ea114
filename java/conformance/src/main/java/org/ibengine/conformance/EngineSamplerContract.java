package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.ibengine.StratumCount;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches around single voxels, that reach out of the volume, and drawn with replacement. */
public interface EngineSamplerContract extends EngineSource {
  private EngineOptions drawn(Sampler sampler) {
    EngineOptions options = options().sampler(sampler).steps(8);
    return sampler == Sampler.UNIFORM ? options : options.placement(Placement.CENTRE);
  }

  private EngineOptions wild(EngineOptions options) {
    return options.augmentation(EngineContentContract.WILD);
  }

  /** All patches of two epochs, checked voxel by voxel. */
  private static List<BatchItem> checked(IbEngine opened, Size3 patch) {
    List<BatchItem> items = new ArrayList<>();
    try (IbEngine engine = opened) {
      for (int number = 0; number < 2; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          for (Batch batch : epoch) {
            PatchCheck.check(batch, patch);
            items.addAll(batch.items());
          }
        }
      }
      try (Epoch validation = engine.validation()) {
        validation.forEach(batch -> PatchCheck.check(batch, patch));
      }
    }
    return items;
  }

  /** Some begin before the volume, some end after it, on every axis. */
  private static void assertReachOut(List<BatchItem> items, Size3 patch) {
    for (int axis = 0; axis < 3; axis++) {
      boolean before = false;
      boolean after = false;
      for (BatchItem item : items) {
        int first = item.corner().get(axis);
        int size = Folders.DATASET.caseNamed(item.caseName()).size().get(axis);
        before |= first < 0;
        after |= first + patch.get(axis) > size;
      }
      assertTrue(before && after, "axis " + axis);
    }
  }

  @Test
  default void anAnchorInTheCentreIsPaddedOnEverySide() {
    EngineOptions centred = wild(options().placement(Placement.CENTRE));
    List<BatchItem> items = checked(volumes(centred), TinyDataset.PATCH);
    assertReachOut(items, TinyDataset.PATCH);
    for (BatchItem item : items) {
      assertTrue(!item.positive() || item.instance().anchors().contains(centre(item)), "" + item);
    }
    assertEquals(items, checked(volumes(offDevice(centred)), TinyDataset.PATCH));
    assertEquals(items, checked(volumes(tight(centred)), TinyDataset.PATCH));
    Size3 large = new Size3(16, 15, 17);
    assertReachOut(checked(volumes(centred.patchSize(16, 15, 17)), large), large);
  }

  private static Index3 centre(BatchItem item) {
    Index3 corner = item.corner();
    return new Index3(corner.x() + 2, corner.y() + 2, corner.z() + 2);
  }

  @Test
  default void aClampedPatchLiesInTheVolume() {
    for (BatchItem item :
        checked(volumes(wild(options().placement(Placement.CLAMP))), TinyDataset.PATCH)) {
      Size3 size = Folders.DATASET.caseNamed(item.caseName()).size();
      for (int axis = 0; axis < 3; axis++) {
        int last = Math.max(0, size.get(axis) - TinyDataset.PATCH.get(axis));
        assertTrue(0 <= item.corner().get(axis) && item.corner().get(axis) <= last, "" + item);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampler.class,
      names = {"TUMOUR", "VOXEL", "UNIFORM"})
  default void everyVoxelOfWhatASamplerDrawsIsThatOfTheVolumes(Sampler sampler) {
    EngineOptions options = wild(drawn(sampler));
    List<BatchItem> items = checked(volumes(options), TinyDataset.PATCH);
    assertEquals(2 * 8 * 3, items.size());
    assertEquals(items, checked(volumes(offDevice(options)), TinyDataset.PATCH));
    assertEquals(items, checked(volumes(tight(options)), TinyDataset.PATCH));
    Set<String> cases = new TreeSet<>();
    items.forEach(item -> cases.add(item.caseName()));
    assertEquals(sampler == Sampler.UNIFORM, cases.contains("c"), "c has no lesion: " + cases);
    assertTrue(items.stream().noneMatch(BatchItem::filler));
    boolean uniform = sampler == Sampler.UNIFORM;
    assertEquals(!uniform, items.stream().anyMatch(BatchItem::positive));
    assertTrue(items.stream().anyMatch(item -> !item.positive() && item.foreground()));
    assertTrue(items.stream().anyMatch(item -> !item.foreground()));
    for (BatchItem item : items) {
      assertEquals(item.positive() ? "" : "uniform", item.stratum());
    }
    if (!uniform) {
      assertReachOut(items, TinyDataset.PATCH);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  default void ranksTogetherShowWhatOneWouldHaveDrawn(int worldSize) {
    EngineOptions options = drawn(Sampler.TUMOUR).batchSize(Delivered.options24(worldSize));
    List<Delivered> all = Delivered.ofAllRanks(this, options, worldSize);
    assertEquals(8 * 24, all.size());
    assertEquals(Delivered.epoch(volumes(drawn(Sampler.TUMOUR).batchSize(24)), 5, 0), all);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 8})
  default void aResumedEpochGoesOnWithTheVeryNextBatch(int step) {
    EngineOptions options = drawn(Sampler.VOXEL);
    List<Delivered> all = Delivered.epoch(volumes(options), 5, 0);
    String token;
    try (IbEngine engine = volumes(options);
        Epoch epoch = engine.epoch(5)) {
      for (int i = 0; i < step; i++) {
        epoch.next();
      }
      token = epoch.token();
    }
    try (IbEngine engine = volumes(options)) {
      assertEquals(all.subList(3 * step, all.size()), Delivered.rest(engine.resume(token)));
    }
  }

  @Test
  default void anotherSamplerDoesNotResume() {
    String state;
    String token;
    try (IbEngine engine = volumes(drawn(Sampler.VOXEL));
        Epoch epoch = engine.epoch(5)) {
      epoch.next();
      state = epoch.state();
      token = epoch.token();
    }
    EngineOptions centred = options().placement(Placement.CENTRE);
    for (EngineOptions other :
        List.of(
            centred,
            drawn(Sampler.TUMOUR),
            drawn(Sampler.VOXEL).steps(9),
            drawn(Sampler.VOXEL).positiveShare(0.25))) {
      try (IbEngine engine = volumes(other)) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> engine.resume(state)).getMessage();
        assertTrue(message.contains("(sampling.draws."), message);
        assertThrows(IllegalArgumentException.class, () -> engine.resume(token));
      }
    }
  }

  @Test
  default void theLedgerCountsWhatIsDrawn() {
    try (IbEngine engine = volumes(drawn(Sampler.TUMOUR).steps(40));
        Epoch epoch = engine.epoch(4)) {
      List<BatchItem> items = new ArrayList<>();
      epoch.forEach(batch -> items.addAll(batch.items()));
      Ledger ledger = epoch.ledger();
      int positive = 0;
      for (Ledger.Row row : ledger.instances()) {
        assertEquals(12, row.expected(), 1e-9); // 120 patches, half of them for 5 instances
        assertEquals(row.planned(), row.delivered());
        positive += row.delivered();
        assertEquals(
            items.stream()
                .filter(item -> item.positive() && item.caseName().equals(row.caseName()))
                .filter(item -> item.instance().id() == row.instanceId())
                .count(),
            row.delivered());
      }
      assertEquals(Set.of("uniform"), ledger.strata().keySet());
      StratumCount boxes = ledger.strata().get("uniform");
      assertEquals(120 - positive, boxes.planned());
      assertEquals(boxes.planned(), boxes.delivered());
      // Starts in a_1 and a_2, and the one box of b, which is shorter than the patch; none in c.
      assertEquals(9 * 7 * 6 + 6 * 8 * 4 + 1, boxes.pool());
      assertTrue(1 < boxes.distinct() && boxes.distinct() < boxes.planned(), boxes.toString());
    }
  }

  @Test
  default void theValidationIsWhateverTheSampler() {
    List<Delivered> usual;
    try (IbEngine engine = volumes(options())) {
      usual = Delivered.rest(engine.validation());
    }
    for (EngineOptions other : List.of(drawn(Sampler.VOXEL), drawn(Sampler.UNIFORM))) {
      try (IbEngine engine = volumes(other)) {
        assertEquals(usual, Delivered.rest(engine.validation()));
      }
    }
  }

  @Test
  default void whatNeedsWholeVolumesIsRefusedOfStoredPatches() {
    for (EngineOptions options :
        List.of(
            options().placement(Placement.CENTRE),
            options().placement(Placement.CLAMP),
            drawn(Sampler.UNIFORM))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> patches(options)).getMessage();
      assertTrue(message.contains("holds stored patches, but --"), message);
      assertTrue(message.contains("--layout volumes"), message);
    }
  }

  @Test
  default void weightsOfInstancesGoWithSamplerIbAlone() {
    try (IbEngine engine = volumes(drawn(Sampler.VOXEL))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.weights(Map.of("a_1", 2.0)))
              .getMessage();
      assertTrue(message.contains("the sampler is voxel"), message);
      engine.weights(Map.of());
    }
  }
}
