package org.ibengine.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.dataset.FalseAlarmList.Alarm;
import org.ibengine.index.CaseIndex;
import org.ibengine.plan.Corners;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Makes the windows around the false alarms of one case. Not thread-safe. */
final class HardWindows {
  private final CaseSearch search;
  private final Size3 patch;
  private final FalseAlarms.Order order;
  private final Map<Index3, Double> scores = new LinkedHashMap<>(); // by corner
  private int hits;
  private int outside;
  private int repeated;

  /**
   * What became of the alarms of a case.
   *
   * @param corners the most confident first
   */
  record Found(Corners corners, FalseAlarmCounts counts) {
    private static final Found NONE =
        new Found(Corners.of(List.<Index3>of()), FalseAlarmCounts.NONE);
  }

  private HardWindows(CaseSearch search, Size3 patch, FalseAlarms.Order order) {
    this.search = search;
    this.patch = patch;
    this.order = order;
  }

  /**
   * Each window has its centre at the voxel of the object's centre, moved as little as possible to
   * lie inside the volume.
   *
   * @param alarms of the case, the most confident first
   */
  static Found of(CaseSearch search, Size3 patch, FalseAlarms.Order order, List<Alarm> alarms) {
    if (alarms.isEmpty()) {
      return Found.NONE;
    }
    HardWindows windows = new HardWindows(search, patch, order);
    alarms.forEach(windows::add);
    return windows.free();
  }

  private void add(Alarm alarm) {
    Size3 size = search.item().geometry().size();
    Index3 centre = centre(alarm, search.item());
    if (alarm.hits()) {
      hits++;
    } else if (!isInside(centre, size)) {
      outside++;
    } else if (scores.putIfAbsent(corner(centre, patch, size), alarm.score(order)) != null) {
      repeated++;
    }
  }

  private Found free() {
    List<Index3> all = List.copyOf(scores.keySet());
    List<Index3> apart = search.apart(all);
    List<Index3> inside = search.inside(apart);
    List<Index3> corners = search.body(inside);
    return new Found(
        Corners.scored(corners, corners.stream().map(scores::get).toList()),
        new FalseAlarmCounts(
            corners.size(),
            hits,
            0,
            outside,
            all.size() - apart.size(),
            apart.size() - inside.size(),
            inside.size() - corners.size(),
            repeated));
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
