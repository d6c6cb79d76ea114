package org.ibengine.cli.preview;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * Where a warped patch shows its instance: the foreground that is connected with the voxel that
 * stayed where it was.
 */
final class WarpedTarget {
  private final PatchSpace space;
  private final byte[] label;
  private final boolean[] seen;
  private final int[] begin;
  private final int[] end;

  private WarpedTarget(PatchSpace space, byte[] label, Index3 start) {
    this.space = space;
    this.label = label;
    seen = new boolean[label.length];
    begin = new int[] {start.x(), start.y(), start.z()};
    end = new int[] {start.x() + 1, start.y() + 1, start.z() + 1};
  }

  /** Its box in the patch; null for background. */
  static Box of(PatchSpace space, byte[] label) {
    Index3 fixed = space.item().variation().warping().fixed();
    if (!space.item().positive() || fixed == null) {
      return null;
    }
    Index3 corner = space.item().corner();
    Index3 start =
        space.voxel(corner.x() + fixed.x(), corner.y() + fixed.y(), corner.z() + fixed.z());
    return new WarpedTarget(space, label, start).filled(start);
  }

  private Box filled(Index3 start) {
    Deque<Index3> waiting = new ArrayDeque<>();
    visit(start.x(), start.y(), start.z(), waiting);
    while (!waiting.isEmpty()) {
      Index3 at = waiting.remove();
      for (int i = 0; i < 27; i++) {
        visit(at.x() + i % 3 - 1, at.y() + i / 3 % 3 - 1, at.z() + i / 9 - 1, waiting);
      }
    }
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }

  private void visit(int x, int y, int z, Deque<Index3> waiting) {
    if (Math.min(x, Math.min(y, z)) < 0
        || x >= space.width()
        || y >= space.height()
        || z >= space.depth()) {
      return;
    }
    int at = (z * space.height() + y) * space.width() + x;
    if (label[at] == 0 || seen[at]) {
      return;
    }
    seen[at] = true;
    waiting.add(new Index3(x, y, z));
    int[] place = {x, y, z};
    for (int axis = 0; axis < 3; axis++) {
      begin[axis] = Math.min(begin[axis], place[axis]);
      end[axis] = Math.max(end[axis], place[axis] + 1);
    }
  }
}
