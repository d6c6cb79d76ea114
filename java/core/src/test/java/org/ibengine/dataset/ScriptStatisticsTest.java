package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ibengine.label.Instance;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class ScriptStatisticsTest {
  private static final Size3 USUAL = new Size3(9, 7, 5);
  private static final Size3 OTHER = new Size3(8, 7, 5);

  private static PositiveSite lesion(String name, Size3 patch, long voxels, Box box) {
    Instance instance =
        new Instance(1, voxels, box, new Instance.Centroid(0, 0, 0), List.of(box.begin()));
    Box whole = new Box(Index3.ZERO, new Index3(patch.x(), patch.y(), patch.z()));
    return new PositiveSite(0, name, patch, instance, whole);
  }

  private static NegativeSite background(String name, Size3 patch) {
    return new NegativeSite(0, name, patch, Index3.ZERO);
  }

  private static OpenedDataset dataset(VoxelSpace space, PatchPool pool) {
    Geometry grid = new Geometry(USUAL, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    Map<String, OpenedDataset.Case> cases = new LinkedHashMap<>();
    for (String name : List.of("p07", "p09")) {
      cases.put(name, new OpenedDataset.Case(name, grid, Map.of()));
    }
    return new OpenedDataset(List.of("T1"), OTHER, cases, List.of(), List.of(), space, pool);
  }

  /** p07 has lesions inside, at the lower border of y and at the upper one of z; p09 has none. */
  private static OpenedDataset dataset() {
    Box inside = new Box(new Index3(1, 1, 1), new Index3(7, 6, 4));
    Box atY = new Box(new Index3(1, 0, 1), new Index3(3, 2, 4));
    Box atZ = new Box(new Index3(1, 1, 1), new Index3(3, 2, 5));
    return dataset(
        VoxelSpace.STORED_PATCH,
        new PatchPool(
            List.of(
                lesion("p07", USUAL, 63, inside),
                lesion("p07", OTHER, 5, atY),
                lesion("p07", USUAL, 4, atZ)),
            List.of(background("p09", OTHER), background("p07", OTHER), background("p09", OTHER))));
  }

  @Test
  void patchesAreCountedByCase() {
    ScriptStatistics statistics = ScriptStatistics.of(dataset());
    assertEquals(
        List.of(
            new ScriptStatistics.CaseCount("p07", 3, 2, 72, 1, OptionalLong.of(4)),
            new ScriptStatistics.CaseCount("p09", 0, 0, 0, 2, OptionalLong.empty())),
        statistics.cases());
    assertEquals(3, statistics.instances());
    assertEquals(2, statistics.atBorder());
    assertEquals(72, statistics.foregroundSeen());
  }

  @Test
  void sharesAreOfThePatchSizeThatMostLesionsHave() {
    ScriptStatistics statistics = ScriptStatistics.of(dataset());
    assertEquals(USUAL, statistics.patchSize());
    assertEquals(63.0 / 315, statistics.sizes().get(1).medianPatchShare(), 1e-12);
    ScriptStatistics other = ScriptStatistics.of(dataset(), OTHER);
    assertEquals(OTHER, other.patchSize());
    assertEquals(63.0 / 280, other.sizes().get(1).medianPatchShare(), 1e-12);
  }

  @Test
  void withoutLesionsTheFirstBackgroundPatchTellsTheSize() {
    PatchPool pool = new PatchPool(List.of(), List.of(background("p07", OTHER)));
    ScriptStatistics statistics = ScriptStatistics.of(dataset(VoxelSpace.STORED_PATCH, pool));
    assertEquals(OTHER, statistics.patchSize());
    assertEquals(List.of(), statistics.sizes());
  }

  @Test
  void aPreparedDatasetIsRefused() {
    OpenedDataset prepared = dataset(VoxelSpace.VOLUME, dataset().pool());
    String message =
        assertThrows(IllegalArgumentException.class, () -> ScriptStatistics.of(prepared))
            .getMessage();
    assertTrue(message.contains("use DatasetStatistics"), message);
  }
}
