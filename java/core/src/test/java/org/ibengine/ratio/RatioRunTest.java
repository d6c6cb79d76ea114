package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;

class RatioRunTest {
  private static final List<PatchExtent> SIZES =
      List.of(PatchExtent.ofVoxels(new Size3(3, 2, 4)), PatchExtent.ofVoxels(new Size3(5, 5, 5)));

  private static RatioRun.Found run(RatioCase... cases) {
    CaseJobs.Limits limits = new CaseJobs.Limits(2, new MemoryBudget(1 << 20));
    try (Backend backend = new ReferenceBackend()) {
      return new RatioRun(backend, 3).run(List.of(cases), SIZES, limits, Progress.NONE);
    }
  }

  @Test
  void aDatasetPoolsPlacementsAndInstances() {
    MadeCase one = MadeCase.random("one", new Size3(9, 8, 7), 1);
    MadeCase other = MadeCase.random("other", new Size3(12, 5, 6), 2);
    RatioRun.Found both = run(one, other);
    for (int i = 0; i < SIZES.size(); i++) {
      PatchRatios a = both.cases().get(0).sizes().get(i);
      PatchRatios b = both.cases().get(1).sizes().get(i);
      PatchRatios all = both.sizes().get(i);
      double placements = a.uniform().placements() + b.uniform().placements();
      assertEquals(placements, all.uniform().placements());
      assertEquals(
          (a.uniform().mean() * a.uniform().placements()
                  + b.uniform().mean() * b.uniform().placements())
              / placements,
          all.uniform().mean(),
          1e-15);
      double instances = a.instances().instances() + b.instances().instances();
      assertTrue(a.instances().instances() != b.instances().instances(), "else weights are equal");
      assertEquals(
          (a.jitter().orElseThrow().sum() + b.jitter().orElseThrow().sum()) / instances,
          all.jitter().orElseThrow().mean(),
          1e-15);
      assertEquals(
          (a.voxel().orElseThrow().mean() * a.instances().instances()
                  + b.voxel().orElseThrow().mean() * b.instances().instances())
              / instances,
          all.voxel().orElseThrow().mean(),
          1e-15);
      assertEquals(
          (a.backgroundZeroShare() * a.instances().instances()
                  + b.backgroundZeroShare() * b.instances().instances())
              / instances,
          all.backgroundZeroShare(),
          1e-15);
    }
  }

  @Test
  void aCaseThatFailsIsNamedAndTheOthersAreScanned() {
    MadeCase good = MadeCase.random("good", new Size3(9, 8, 7), 1);
    RatioRun.Found found = run(new MadeCase("broken", null), good);
    assertEquals(run(good).sizes(), found.sizes());
    assertEquals("broken", found.failures().get(0).caseName());
    assertEquals("broken: is damaged", found.failures().get(0).message());
  }

  @Test
  void withoutAnyCaseThereAreNoSizes() {
    RatioRun.Found found = run(new MadeCase("broken", null));
    assertTrue(found.cases().isEmpty());
    assertTrue(found.sizes().isEmpty());
  }

  @Test
  void emptyFullAndSingleVoxelMasksAreScanned() {
    MaskScene empty = new MaskScene(6, 5, 4);
    MaskScene full = MaskScene.random(new Size3(6, 5, 4), 1.1, 0);
    MaskScene one = new MaskScene(1, 1, 1).set(0, 0, 0);
    RatioRun.Found found =
        run(new MadeCase("empty", empty), new MadeCase("full", full), new MadeCase("one", one));
    PatchRatios nothing = found.cases().get(0).sizes().get(0);
    assertEquals(1, nothing.uniform().zeroShare());
    assertTrue(nothing.jitter().isEmpty() && nothing.voxel().isEmpty());
    PatchRatios all = found.cases().get(1).sizes().get(0);
    assertEquals(1, all.uniform().min());
    assertEquals(1, all.voxel().orElseThrow().mean());
    assertTrue(all.background().isEmpty());
    PatchRatios padded = found.cases().get(2).sizes().get(0);
    assertEquals(1.0 / 24, padded.uniform().mean());
    assertEquals(1.0 / 24, padded.jitter().orElseThrow().mean());
    assertEquals(2, found.sizes().get(0).instances().instances());
  }
}
