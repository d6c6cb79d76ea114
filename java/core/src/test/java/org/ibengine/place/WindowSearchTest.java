package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ibengine.label.Runs;
import org.ibengine.place.WindowRules.Held;
import org.ibengine.place.WindowRules.Range;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** Compares with looking at every voxel of every window. */
class WindowSearchTest {
  private static final Runs NONE = new Runs(new int[0]);

  private static List<Index3> list(IndexRuns runs) {
    List<Index3> all = new ArrayList<>();
    for (long rank = 0; rank < runs.size(); rank++) {
      all.add(runs.get(rank));
    }
    return all;
  }

  private static WindowRules rules(Random random, WindowScene scene) {
    double min = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 6;
    double max = random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : min + random.nextDouble() * 8;
    List<Held> masks =
        random.nextBoolean() ? List.of() : List.of(new Held(scene.mask(), random.nextDouble()));
    return new WindowRules(new Range(min, max), masks, Optional.empty());
  }

  @Test
  void freeWindowsAreThoseThatHoldNoForeground() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      WindowScene scene = new WindowScene(random);
      assertEquals(
          scene.free(),
          list(new WindowSearch(scene.grid, scene.runs()).free(WindowRules.NONE)),
          "round " + round + ": " + scene);
    }
  }

  @Test
  void rulesKeepWhatLookingAtEveryVoxelKeeps() {
    Random random = new Random(2);
    int kept = 0;
    int lost = 0;
    for (int round = 0; round < 1000; round++) {
      WindowScene scene = new WindowScene(random);
      WindowRules rules = rules(random, scene);
      List<Index3> expected = scene.free(rules);
      WindowSearch search = new WindowSearch(scene.grid, scene.runs());
      assertEquals(expected, list(search.free(rules)), "round " + round + ": " + scene + rules);
      kept += expected.size();
      lost += scene.free().size() - expected.size();
    }
    assertTrue(kept > 1000 && lost > 1000, kept + " kept, " + lost + " lost");
  }

  @Test
  void windowsOfAListAreKeptInItsOrder() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      WindowScene scene = new WindowScene(random);
      WindowRules rules = rules(random, scene);
      List<Index3> some = new ArrayList<>(scene.corners());
      Collections.shuffle(some, random);
      some = some.subList(0, random.nextInt(some.size() + 1));
      List<Index3> expected = new ArrayList<>(some);
      expected.retainAll(scene.free(rules));
      assertEquals(
          expected,
          new WindowSearch(scene.grid, scene.runs()).among(some, rules),
          "round " + round + ": " + scene + rules);
    }
  }

  @Test
  void theNearestAndTheFarthestAreThoseOfAllFreeWindows() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      WindowScene scene = new WindowScene(random);
      WindowRules rules = rules(random, scene).range(new Range(1e9, 2e9));
      Optional<Range> found = new WindowSearch(scene.grid, scene.runs()).distancesMm(rules);
      DoubleSummaryStatistics expected =
          scene.free(rules.range(Range.ALL)).stream()
              .mapToDouble(scene::distance)
              .filter(Double::isFinite)
              .summaryStatistics();
      String told = "round " + round + ": " + scene;
      assertEquals(expected.getCount() > 0, found.isPresent(), told);
      if (found.isPresent()) {
        assertEquals(expected.getMin(), found.get().min(), 1e-9, told);
        assertEquals(expected.getMax(), found.get().max(), 1e-9, told);
      }
    }
  }

  @Test
  void whatHoldsTooLittleBodyIsLeftOutLastAndCounted() {
    Random random = new Random(5);
    long all = 0;
    for (int round = 0; round < 300; round++) {
      WindowScene scene = new WindowScene(random);
      double share = random.nextDouble();
      long[] left = {0};
      WindowRules.RowCounts counts =
          (y, z, row) -> {
            for (int x = 0; x < row.length; x++) {
              row[x] = scene.count(scene.mask, new Index3(x, y, z));
            }
          };
      WindowRules others = rules(random, scene).range(Range.ALL);
      WindowRules rules =
          new WindowRules(
              others.range(),
              others.masks(),
              Optional.of(new WindowRules.Body(counts, share, more -> left[0] += more)));
      List<Index3> expected =
          scene.free(others).stream()
              .filter(at -> scene.count(scene.mask, at) >= share * scene.grid.voxels() - 1e-9)
              .toList();
      IndexRuns found = new WindowSearch(scene.grid, scene.runs()).free(rules);
      assertEquals(expected, list(found), "round " + round + ": " + scene);
      assertEquals(scene.free(others).size() - expected.size(), left[0], "round " + round);
      all += left[0];
    }
    assertTrue(all > 1000, "left out " + all);
  }

  @Test
  void withoutForegroundEveryWindowIsFreeAndInfinitelyFar() {
    WindowGrid grid = new WindowGrid(new Size3(4, 5, 6), new Spacing(1, 1, 1), new Size3(2, 2, 2));
    WindowSearch search = new WindowSearch(grid, NONE);
    WindowRules far = WindowRules.NONE.range(new Range(1000, Double.POSITIVE_INFINITY));
    assertEquals(3 * 4 * 5, search.free(far).size());
    assertEquals(0, search.free(far.range(new Range(0, 1e6))).size());
    assertEquals(Optional.empty(), search.distancesMm(WindowRules.NONE));
  }

  /** By hand: voxel 2 of 8 along x, windows of 2 with their centre on the second voxel. */
  @Test
  void distancesAreFromTheCentreVoxelInMillimetresWithBothEnds() {
    WindowGrid grid =
        new WindowGrid(new Size3(8, 1, 1), new Spacing(2.5, 1, 1), new Size3(2, 1, 1));
    WindowSearch search = new WindowSearch(grid, new Runs(new int[] {2, 3, 0, 0, 1}));
    // Corner 0 has its centre at voxel 1, 2.5 mm away; corner 3 at voxel 4, 5 mm away.
    WindowRules rules = WindowRules.NONE.range(new Range(2.5, 7.5));
    assertEquals(
        List.of(new Index3(0, 0, 0), new Index3(3, 0, 0), new Index3(4, 0, 0)),
        list(search.free(rules)));
    // Corner 6 has its centre at voxel 7, 12.5 mm away.
    assertEquals(Optional.of(new Range(2.5, 12.5)), search.distancesMm(rules));
  }
}
