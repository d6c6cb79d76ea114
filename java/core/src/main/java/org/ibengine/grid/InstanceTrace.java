package org.ibengine.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.grid.GridChanges.Before;
import org.ibengine.grid.GridChanges.Cut;
import org.ibengine.grid.GridChanges.Joined;
import org.ibengine.grid.GridChanges.Split;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Box;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;

/**
 * Finds out which instances of a stored grid are which of the label map that it was made of. A
 * stored voxel comes from the instance that has the largest linear weight among the voxels around
 * it, or from the one of the nearest voxel where labels are those of the nearest.
 */
public final class InstanceTrace {
  private static final int NONE = 0;

  private final Components before;
  private final Size3 size;
  private final Runs runs;
  private final boolean nearest;

  /**
   * @param before instances of the label map
   * @param size of the label map
   * @param nearest whether labels are those of the nearest voxel
   */
  public InstanceTrace(Components before, Size3 size, boolean nearest) {
    this.before = before;
    this.size = size;
    this.runs = before.runs();
    this.nearest = nearest;
  }

  /**
   * What became of the instances.
   *
   * @param stored instances of the stored grid, those included that are too small to be kept
   * @param ids which number each of them has where those are not counted, by id; 0 for one of those
   * @param map from stored voxels to those of the label map
   * @param toSource from voxels of the label map to those of the grid that was cropped
   * @param crop what was left of it
   */
  public GridChanges changes(
      Components stored, int[] ids, GridMap map, GridMap toSource, Box crop) {
    boolean[] found = new boolean[before.instanceCount() + 1];
    List<SortedSet<Integer>> into = sets(before.instanceCount());
    List<SortedSet<Integer>> of = sets(stored.instanceCount());
    Runs after = stored.runs();
    for (int run = 0; run < after.count(); run++) {
      int last = NONE;
      for (int x = after.xBegin(run); x < after.xEnd(run); x++) {
        int id = origin(map, x, after.y(run), after.z(run));
        if (id != NONE && id != last) {
          found[id] = true;
          int now = ids[after.instance(run)];
          if (now != NONE) {
            into.get(id).add(now);
            of.get(now).add(id);
          }
          last = id;
        }
      }
    }
    long[] kept = keptVoxels(toSource, crop);
    List<Before> removed = new ArrayList<>();
    List<Cut> cut = new ArrayList<>();
    List<Before> lost = new ArrayList<>();
    List<Split> split = new ArrayList<>();
    for (Instance instance : before.instances()) {
      int id = instance.id();
      Before was = Before.of(instance);
      if (kept[id] == 0) {
        removed.add(was);
      } else if (!found[id]) {
        lost.add(was);
      } else if (kept[id] < instance.voxels()) {
        cut.add(new Cut(was, kept[id]));
      }
      if (into.get(id).size() > 1) {
        split.add(new Split(was, List.copyOf(into.get(id))));
      }
    }
    return new GridChanges(removed, cut, lost, split, joined(of));
  }

  private static List<SortedSet<Integer>> sets(int count) {
    List<SortedSet<Integer>> sets = new ArrayList<>();
    for (int id = 0; id <= count; id++) {
      sets.add(new TreeSet<>());
    }
    return sets;
  }

  private List<Joined> joined(List<SortedSet<Integer>> of) {
    List<Joined> joined = new ArrayList<>();
    for (int id = 1; id < of.size(); id++) {
      if (of.get(id).size() > 1) {
        joined.add(
            new Joined(
                id,
                of.get(id).stream()
                    .map(was -> Before.of(before.instances().get(was - 1)))
                    .toList()));
      }
    }
    return joined;
  }

  /** How many voxels of each instance lie in the crop. */
  private long[] keptVoxels(GridMap toSource, Box crop) {
    long[] kept = new long[before.instanceCount() + 1];
    for (int run = 0; run < runs.count(); run++) {
      for (int x = runs.xBegin(run); x < runs.xEnd(run); x++) {
        boolean inside = true;
        for (int axis = 0; axis < 3; axis++) {
          double at = Math.rint(toSource.position(axis, x, runs.y(run), runs.z(run)));
          inside &= crop.begin().get(axis) <= at && at < crop.end().get(axis);
        }
        kept[runs.instance(run)] += inside ? 1 : 0;
      }
    }
    return kept;
  }

  /** The id before of a stored voxel; {@link #NONE} if it comes from background. */
  private int origin(GridMap map, int x, int y, int z) {
    double[] position = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      position[axis] = map.position(axis, x, y, z);
    }
    return nearest ? idNear(position) : idAround(position);
  }

  private int idNear(double[] position) {
    int[] voxel = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      voxel[axis] = clamped(axis, Math.floor(position[axis] + 0.5));
    }
    return idAt(voxel[0], voxel[1], voxel[2]);
  }

  /** Of equal weights, the smallest id. */
  private int idAround(double[] position) {
    SortedMap<Integer, Double> weights = new TreeMap<>();
    for (int corner = 0; corner < 8; corner++) {
      int[] voxel = new int[3];
      double weight = 1;
      for (int axis = 0; axis < 3; axis++) {
        double below = Math.floor(position[axis]);
        double above = position[axis] - below;
        int step = corner >> axis & 1;
        voxel[axis] = clamped(axis, below + step);
        weight *= step == 0 ? 1 - above : above;
      }
      int id = idAt(voxel[0], voxel[1], voxel[2]);
      if (id != NONE && weight > 0) {
        weights.merge(id, weight, Double::sum);
      }
    }
    int heaviest = NONE;
    for (int id : weights.keySet()) {
      heaviest = heaviest == NONE || weights.get(id) > weights.get(heaviest) ? id : heaviest;
    }
    return heaviest;
  }

  private int clamped(int axis, double index) {
    return (int) Math.max(0, Math.min(size.get(axis) - 1, index));
  }

  private int idAt(int x, int y, int z) {
    int low = 0;
    int high = runs.count() - 1;
    while (low <= high) {
      int run = (low + high) >>> 1;
      int order = order(run, x, y, z);
      if (order == 0) {
        return runs.instance(run);
      }
      if (order < 0) {
        low = run + 1;
      } else {
        high = run - 1;
      }
    }
    return NONE;
  }

  /** Below 0 if the run lies before the voxel in memory, 0 if it holds it. */
  private int order(int run, int x, int y, int z) {
    if (runs.z(run) != z) {
      return Integer.compare(runs.z(run), z);
    }
    if (runs.y(run) != y) {
      return Integer.compare(runs.y(run), y);
    }
    return runs.xEnd(run) <= x ? -1 : runs.xBegin(run) > x ? 1 : 0;
  }
}
