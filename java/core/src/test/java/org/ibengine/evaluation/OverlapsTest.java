package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ibengine.label.Runs;
import org.junit.jupiter.api.Test;

class OverlapsTest {
  private static Map<List<Integer>, Long> pairs(Runs truth, Runs prediction) {
    Map<List<Integer>, Long> found = new java.util.LinkedHashMap<>();
    Overlaps.of(truth, prediction).forEach((t, p, voxels) -> found.put(List.of(t, p), voxels));
    return found;
  }

  @Test
  void runsOfOtherRowsOrSideBySideShareNothing() {
    Runs truth = new Runs(new int[] {0, 3, 1, 0, 1, 5, 9, 1, 0, 1, 0, 3, 0, 2, 2});
    Runs prediction = new Runs(new int[] {0, 9, 0, 0, 1, 3, 5, 1, 0, 2, 0, 9, 1, 2, 3});
    assertEquals(Map.of(), pairs(truth, prediction));
  }

  @Test
  void oneLongRunMeetsSeveralShortOnes() {
    Runs truth = new Runs(new int[] {2, 11, 4, 7, 5});
    Runs prediction =
        new Runs(new int[] {0, 3, 4, 7, 1, 4, 6, 4, 7, 2, 8, 9, 4, 7, 1, 10, 20, 4, 7, 3});
    Map<List<Integer>, Long> wanted =
        Map.of(List.of(5, 1), 2L, List.of(5, 2), 2L, List.of(5, 3), 1L);
    assertEquals(wanted, pairs(truth, prediction));
    assertEquals(2, pairs(prediction, truth).get(List.of(2, 5)));
  }

  /** Runs of one or two voxels of random instances in half of the places, and their voxels. */
  private static Runs random(Random random, int[][] ids) {
    List<Integer> packed = new ArrayList<>();
    for (int row = 0; row < ids.length; row++) {
      for (int x = 0; x + 2 < ids[row].length; x += 2) {
        if (random.nextBoolean()) {
          int length = 1 + random.nextInt(2);
          int id = 1 + random.nextInt(40);
          packed.addAll(List.of(x, x + length, row % 5, row / 5, id));
          for (int i = 0; i < length; i++) {
            ids[row][x + i] = id;
          }
        }
      }
    }
    return new Runs(packed.stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void manyPairsAreCountedAsVoxelByVoxel() {
    Random random = new Random(20261122);
    int[][] truthIds = new int[15][201];
    int[][] predictedIds = new int[15][201];
    Runs truth = random(random, truthIds);
    Runs prediction = random(random, predictedIds);
    Map<String, Long> wanted = new TreeMap<>();
    for (int row = 0; row < 15; row++) {
      for (int x = 0; x < 201; x++) {
        if (truthIds[row][x] > 0 && predictedIds[row][x] > 0) {
          wanted.merge(truthIds[row][x] + " " + predictedIds[row][x], 1L, Long::sum);
        }
      }
    }
    Map<String, Long> found = new TreeMap<>();
    List<Long> order = new ArrayList<>();
    Overlaps.of(truth, prediction)
        .forEach(
            (t, p, voxels) -> {
              found.put(t + " " + p, voxels);
              order.add(1000L * t + p);
            });
    assertEquals(wanted, found);
    assertEquals(order.stream().sorted().toList(), order);
    assertEquals(true, wanted.size() > 300, "pairs, so that the table has grown");
  }
}
