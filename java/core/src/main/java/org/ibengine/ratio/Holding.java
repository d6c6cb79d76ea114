package org.ibengine.ratio;

import org.ibengine.label.Instance;
import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;

/** Which patches hold an instance whole. */
final class Holding {
  private Holding() {}

  /** Whether the box is at most as long as the patch on every axis. */
  static boolean fits(Box box, Size3 patch) {
    Size3 size = box.size();
    return size.x() <= patch.x() && size.y() <= patch.y() && size.z() <= patch.z();
  }

  /** How many placements hold it whole. */
  static long placements(Instance instance, WindowGrid grid) {
    Size3 corners = grid.corners();
    long placements = 1;
    for (int axis = 0; axis < 3; axis++) {
      int first = Math.max(0, instance.box().end().get(axis) - grid.patch().get(axis));
      int last = Math.min(instance.box().begin().get(axis), corners.get(axis) - 1);
      placements *= Math.max(0, last - first + 1);
    }
    return placements;
  }
}
