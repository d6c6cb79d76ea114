package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ibengine.dataset.FalseAlarmList.Alarm;
import org.ibengine.index.CaseIndex;
import org.ibengine.plan.Corners;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * The windows around the false alarms of one case.
 *
 * @param corners the most confident first
 */
record HardWindows(Corners corners, FalseAlarmCounts counts) {
  /**
   * Each window has its centre at the voxel of the object's centre, moved as little as possible to
   * lie inside the volume.
   *
   * @param alarms of the case, the most confident first
   */
  static HardWindows of(CaseSearch search, Size3 patch, List<Alarm> alarms) {
    if (alarms.isEmpty()) {
      return new HardWindows(Corners.of(List.of()), FalseAlarmCounts.NONE);
    }
    CaseIndex item = search.item();
    Set<Index3> seen = new HashSet<>();
    List<Index3> candidates = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    int hits = 0;
    int outside = 0;
    int repeated = 0;
    for (Alarm alarm : alarms) {
      Index3 centre = centre(alarm, item);
      if (alarm.hits()) {
        hits++;
      } else if (!isInside(centre, item.geometry().size())) {
        outside++;
      } else if (!seen.add(corner(centre, patch, item.geometry().size()))) {
        repeated++;
      } else {
        candidates.add(corner(centre, patch, item.geometry().size()));
        weights.add(alarm.weight());
      }
    }
    Set<Index3> free = new HashSet<>(search.free(candidates));
    List<Index3> corners = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (free.contains(candidates.get(i))) {
        corners.add(candidates.get(i));
        scores.add(weights.get(i));
      }
    }
    int taken = candidates.size() - corners.size();
    return new HardWindows(
        Corners.scored(corners, scores),
        new FalseAlarmCounts(corners.size(), hits, 0, outside, taken, repeated));
  }

  private static Index3 centre(Alarm alarm, CaseIndex item) {
    double[] at =
        alarm.mm() == null
            ? alarm.voxel()
            : item.geometry().affine().voxel(alarm.mm()[0], alarm.mm()[1], alarm.mm()[2]);
    return new Index3((int) Math.rint(at[0]), (int) Math.rint(at[1]), (int) Math.rint(at[2]));
  }

  private static boolean isInside(Index3 centre, Size3 size) {
    for (int axis = 0; axis < 3; axis++) {
      if (centre.get(axis) < 0 || centre.get(axis) >= size.get(axis)) {
        return false;
      }
    }
    return true;
  }

  private static Index3 corner(Index3 centre, Size3 patch, Size3 size) {
    int[] corner = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int last = Math.max(0, size.get(axis) - patch.get(axis));
      corner[axis] = Math.max(0, Math.min(last, centre.get(axis) - patch.get(axis) / 2));
    }
    return new Index3(corner[0], corner[1], corner[2]);
  }
}
