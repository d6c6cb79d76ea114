package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Pools with cases to draw from with replacement, made up for tests. */
final class DrawnPools {
  private DrawnPools() {}

  /**
   * A case with instances that are rows along x.
   *
   * @param rows {@code xBegin, xEnd, y, z, id} of each run, in memory order; ids from 1
   */
  static void add(List<CaseSite> cases, List<PositiveSite> positives, Size3 volume, int... rows) {
    int source = cases.size();
    String name = "case" + source;
    int instances = 0;
    for (int i = 4; i < rows.length; i += Runs.STRIDE) {
      instances = Math.max(instances, rows[i]);
    }
    CaseForeground foreground = CaseForeground.of(volume, new Runs(rows), instances);
    cases.add(new CaseSite(source, name, volume, foreground));
    Box whole = new Box(Index3.ZERO, new Index3(volume.x(), volume.y(), volume.z()));
    for (int id = 1; id <= instances; id++) {
      Box box = null;
      for (int i = 0; i < rows.length; i += Runs.STRIDE) {
        if (rows[i + 4] == id) {
          box = hull(box, rows, i);
        }
      }
      Instance instance =
          new Instance(
              id,
              foreground.instances().get(id - 1).size(),
              box,
              new Instance.Centroid(0, 0, 0),
              List.of(foreground.instances().get(id - 1).get(0)));
      positives.add(new PositiveSite(source, name, volume, instance, whole));
    }
  }

  private static Box hull(Box box, int[] rows, int i) {
    Box row =
        new Box(
            new Index3(rows[i], rows[i + 2], rows[i + 3]),
            new Index3(rows[i + 1], rows[i + 2] + 1, rows[i + 3] + 1));
    if (box == null) {
      return row;
    }
    return new Box(
        new Index3(
            Math.min(box.begin().x(), row.begin().x()),
            Math.min(box.begin().y(), row.begin().y()),
            Math.min(box.begin().z(), row.begin().z())),
        new Index3(
            Math.max(box.end().x(), row.end().x()),
            Math.max(box.end().y(), row.end().y()),
            Math.max(box.end().z(), row.end().z())));
  }

  /**
   * Three instances of 1, 2 and 7 voxels; a case without any; one instance of 4 voxels in a volume
   * that is shorter than a patch of (4, 3, 2) along y.
   */
  static PatchPool three() {
    List<CaseSite> cases = new ArrayList<>();
    List<PositiveSite> positives = new ArrayList<>();
    add(
        cases,
        positives,
        new Size3(9, 7, 5),
        new int[] {0, 1, 0, 0, 1, 3, 5, 2, 1, 2, 1, 5, 6, 4, 3, 6, 9, 6, 4, 3});
    add(cases, positives, new Size3(6, 5, 4));
    add(cases, positives, new Size3(8, 2, 5), new int[] {2, 6, 1, 3, 1});
    return new PatchPool(positives, Strata.grid(NegativeSites.of(List.of())), cases);
  }
}
