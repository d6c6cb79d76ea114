package org.ibengine.lesion;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ibengine.label.Runs;

/**
 * Which runs of a volume belong together. A disjoint-set forest: the root of a set is its first
 * run. Only runs of the same group are joined.
 */
final class RunSets {
  private final Runs runs;
  private final int rowsPerPlane;
  private final int[] rowBegin; // first run of each row from the first plane on, and the end
  private final int firstPlane;
  private final int planes;
  private final int[] parent;
  private int sets;

  /**
   * @param runs in memory order, with their group in place of the id
   * @param rowsPerPlane size of the volume along y
   */
  RunSets(Runs runs, int rowsPerPlane) {
    this.runs = runs;
    this.rowsPerPlane = rowsPerPlane;
    this.parent = new int[runs.count()];
    Arrays.setAll(parent, run -> run);
    this.sets = runs.count();
    this.firstPlane = runs.count() == 0 ? 0 : runs.z(0);
    this.planes = runs.count() == 0 ? 0 : runs.z(runs.count() - 1) - firstPlane + 1;
    this.rowBegin = new int[Math.multiplyExact(planes, rowsPerPlane) + 1];
    for (int run = 0; run < runs.count(); run++) {
      rowBegin[row(runs.y(run), runs.z(run)) + 1] = run + 1;
    }
    for (int row = 1; row < rowBegin.length; row++) {
      rowBegin[row] = Math.max(rowBegin[row], rowBegin[row - 1]);
    }
  }

  private int row(int y, int z) {
    return (z - firstPlane) * rowsPerPlane + y;
  }

  /** The first run of the set that a run is in. */
  int root(int run) {
    int at = run;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** How many sets there are. */
  int count() {
    return sets;
  }

  /** The number of each run's set, from 0 in the order of their first runs. */
  int[] numbers() {
    int[] numbers = new int[runs.count()];
    int next = 0;
    for (int run = 0; run < numbers.length; run++) {
      int root = root(run);
      numbers[run] = root == run ? next++ : numbers[root];
    }
    return numbers;
  }

  /**
   * Joins all runs of a group that have voxels within reach of each other.
   *
   * @param fewest sets that can remain, such as one for each group
   */
  void join(Reach reach, int fewest) {
    for (Reach.Row step : reach.rows()) {
      for (int z = Math.max(0, -step.z()); z < planes && sets > fewest; z++) {
        for (int y = Math.max(0, -step.y()); y < rowsPerPlane; y++) {
          int other = y + step.y();
          if (other < rowsPerPlane) {
            joinRows(z * rowsPerPlane + y, (z + step.z()) * rowsPerPlane + other, step);
          }
        }
      }
    }
  }

  /** Both rows are swept once; a run is compared with those that it reaches. */
  private void joinRows(int row, int otherRow, Reach.Row step) {
    int end = rowBegin[row + 1];
    int otherEnd = rowBegin[otherRow + 1];
    int from = rowBegin[otherRow];
    for (int run = rowBegin[row]; run < end && from < otherEnd; run++) {
      int first = runs.xBegin(run) + step.first();
      int last = runs.xEnd(run) - 1 + step.last();
      while (from < otherEnd && runs.xEnd(from) <= first) {
        from++;
      }
      for (int other = from; other < otherEnd && runs.xBegin(other) <= last; other++) {
        if (runs.instance(run) == runs.instance(other)) {
          join(run, other);
        }
      }
    }
  }

  /** Joins all runs of each group. */
  void joinGroups() {
    Map<Integer, Integer> first = new HashMap<>();
    for (int run = 0; run < runs.count(); run++) {
      Integer known = first.putIfAbsent(runs.instance(run), run);
      join(known == null ? run : known, run);
    }
  }

  private void join(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    if (rootA != rootB) {
      parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
      sets--;
    }
  }
}
