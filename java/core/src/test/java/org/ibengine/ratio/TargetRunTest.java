package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.place.WindowStarts;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;

/** Windows of cases, against those that are counted voxel by voxel. */
class TargetRunTest {
  private static final double LOW = 0.02;
  private static final double HIGH = 0.08;

  private static TargetRun.Found run(Size3 window, MadeCase... cases) {
    UniformRatios range =
        new UniformRatios(9, 9, 0.05, 0, LOW, HIGH, 0, List.of(LOW, LOW, LOW, LOW, LOW));
    CaseJobs.Limits limits = new CaseJobs.Limits(2, new MemoryBudget(1 << 20));
    try (Backend backend = new ReferenceBackend()) {
      return new TargetRun(backend)
          .run(
              List.of(cases),
              List.of(new TargetRun.SizeRange(PatchExtent.ofVoxels(window), range)),
              limits,
              Progress.NONE);
    }
  }

  @Test
  void windowsAreThoseOfAllCasesAlsoWhereOneIsShorterThanTheWindow() {
    MadeCase one = new MadeCase("one", MaskScene.random(new Size3(11, 4, 13), 0.01, 1));
    MadeCase other = MadeCase.random("other", new Size3(7, 9, 6), 4);
    Size3 window = new Size3(4, 5, 6);
    List<Double> ratios = new ArrayList<>();
    for (MadeCase item : List.of(one, other)) {
      count(item.scene(), window, ratios);
    }
    TargetWindows found = run(window, one, other).sizes().get(0);
    List<Double> held = ratios.stream().filter(ratio -> ratio > 0).toList();
    assertEquals(ratios.size(), found.windows());
    assertEquals(held.size(), found.withForeground());
    assertTrue(held.size() < ratios.size(), "some window is empty");
    long inRange = held.stream().filter(ratio -> LOW < ratio && ratio < HIGH).count();
    assertTrue(0 < inRange && inRange < held.size(), "some are out of range");
    assertEquals(inRange, found.inRange());
    assertEquals(held.stream().min(Double::compare).orElseThrow(), found.least());
    assertEquals(held.stream().max(Double::compare).orElseThrow(), found.most());
    assertEquals(2, found.volumes());
  }

  private static void count(MaskScene scene, Size3 window, List<Double> ratios) {
    int[] xs = WindowStarts.of(scene.size.x(), window.x()).starts();
    int[] ys = WindowStarts.of(scene.size.y(), window.y()).starts();
    int[] zs = WindowStarts.of(scene.size.z(), window.z()).starts();
    for (int z : zs) {
      for (int y : ys) {
        for (int x : xs) {
          ratios.add(ratio(scene, window, new int[] {x, y, z}));
        }
      }
    }
  }

  private static double ratio(MaskScene scene, Size3 window, int[] corner) {
    int count = 0;
    for (int i = 0; i < window.voxels(); i++) {
      int row = i / window.x();
      int x = corner[0] + i % window.x();
      int y = corner[1] + row % window.y();
      count += scene.get(x, y, corner[2] + row / window.y()) ? 1 : 0;
    }
    return (double) count / window.voxels();
  }

  @Test
  void theEndsOfTheRangeAreOutOfRange() {
    MaskScene scene = new MaskScene(50, 1, 1).set(0, 0, 0); // 1 of 50 voxels: the low end
    TargetWindows found = run(new Size3(50, 1, 1), new MadeCase("low", scene)).sizes().get(0);
    assertEquals(1, found.withForeground());
    assertEquals(0, found.inRange());
    assertEquals(0, found.volumesInRange());
    scene.set(9, 0, 0);
    found = run(new Size3(50, 1, 1), new MadeCase("inside", scene)).sizes().get(0);
    assertEquals(1, found.inRange());
    assertEquals(1, found.volumesInRange());
  }

  @Test
  void withoutForegroundThereIsNoShare() {
    TargetWindows found =
        run(new Size3(2, 2, 2), new MadeCase("empty", new MaskScene(3, 3, 3))).sizes().get(0);
    assertTrue(Double.isNaN(found.inRangeShare()));
    assertTrue(Double.isNaN(found.least()));
  }

  @Test
  void aCaseThatFailsIsNamed() {
    TargetRun.Found found = run(new Size3(2, 2, 2), new MadeCase("broken", null));
    assertTrue(found.sizes().isEmpty());
    assertEquals("broken", found.failures().get(0).caseName());
  }
}
