package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.place.WindowGrid;
import org.ibengine.plan.CornerRange;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Sums of the counts over the corners that the patches of instances may have. Planes of counts come
 * one after the other and are added up; a sum is the difference of what there is before the first
 * plane of its corners and after the last one, each read off a summed-area table that is made of a
 * plane when some box begins or ends there. So memory is two planes of 8 bytes per corner, not a
 * table of all. Exact. Not thread-safe.
 */
final class BoxSums {
  private static final int NUMBERS = 6; // of a box: first and last corner on each axis
  private static final int[] NONE = {};

  private final Size3 corners;
  private final List<int[]> boxes = new ArrayList<>();
  private final int[] firstBox; // of each instance, and one after the last
  private final long[] sums; // by box
  private final int[][] starting; // boxes by the plane that they begin with
  private final int[][] ending; // boxes by the plane that they end with
  private final long[] planes; // what was added up
  private final long[] table;
  private int pending; // boxes that have begun and not ended

  BoxSums(List<Instance> instances, WindowGrid grid) {
    this.corners = grid.corners();
    this.firstBox = new int[instances.size() + 1];
    for (int i = 0; i < instances.size(); i++) {
      addBoxes(instances.get(i), grid);
      firstBox[i + 1] = boxes.size();
    }
    this.sums = new long[boxes.size()];
    this.starting = byPlane(4);
    this.ending = byPlane(5);
    boolean none = boxes.isEmpty();
    this.planes = new long[none ? 0 : corners.x() * corners.y()];
    this.table = new long[none ? 0 : (corners.x() + 1) * (corners.y() + 1)];
  }

  /** Bytes of memory besides those of the boxes. */
  static long bytes(Size3 corners) {
    return 2L * Long.BYTES * (corners.x() + 1) * (corners.y() + 1);
  }

  /** Every anchor has the same corners if the instance fits on all axes. */
  private void addBoxes(Instance instance, WindowGrid grid) {
    for (Index3 anchor : instance.anchors()) {
      int[] box = new int[NUMBERS];
      for (int axis = 0; axis < 3; axis++) {
        CornerRange range =
            CornerRange.jitter(instance.box(), anchor, grid.patch(), axis)
                .inside(grid.volume(), grid.patch(), axis);
        box[2 * axis] = range.first();
        box[2 * axis + 1] = range.last();
      }
      boxes.add(box);
      if (Holding.fits(instance.box(), grid.patch())) {
        return;
      }
    }
  }

  private int[][] byPlane(int number) {
    int[] counts = new int[corners.z()];
    boxes.forEach(box -> counts[box[number]]++);
    int[][] found = new int[corners.z()][];
    for (int z = 0; z < found.length; z++) {
      found[z] = counts[z] == 0 ? NONE : new int[counts[z]];
    }
    for (int box = 0; box < boxes.size(); box++) {
      int z = boxes.get(box)[number];
      found[z][--counts[z]] = box;
    }
    return found;
  }

  /** Takes the counts of the next plane, at {@code y · width + x}; not kept. */
  void add(int z, int[] counts) {
    if (starting[z].length > 0) {
      read(starting[z], -1);
      pending += starting[z].length;
    }
    if (pending == 0) {
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      planes[i] += counts[i];
    }
    if (ending[z].length > 0) {
      read(ending[z], 1);
      pending -= ending[z].length;
    }
    if (pending == 0) {
      Arrays.fill(planes, 0);
    }
  }

  private void read(int[] some, int sign) {
    if (pending > 0) {
      fillTable();
      for (int box : some) {
        sums[box] += sign * inTable(boxes.get(box));
      }
    }
  }

  private void fillTable() {
    int width = corners.x() + 1;
    for (int y = 0; y < corners.y(); y++) {
      long row = 0;
      int to = (y + 1) * width + 1;
      for (int x = 0; x < corners.x(); x++) {
        row += planes[y * corners.x() + x];
        table[to + x] = table[to + x - width] + row;
      }
    }
  }

  private long inTable(int[] box) {
    int width = corners.x() + 1;
    int above = box[2] * width;
    int below = (box[3] + 1) * width;
    int end = box[1] + 1;
    return table[below + end] - table[above + end] - table[below + box[0]] + table[above + box[0]];
  }

  /** After all planes: over the anchors of an instance, the mean of the mean count. */
  double mean(int instance) {
    double sum = 0;
    for (int box = firstBox[instance]; box < firstBox[instance + 1]; box++) {
      sum += (double) sums[box] / volume(boxes.get(box));
    }
    return sum / (firstBox[instance + 1] - firstBox[instance]);
  }

  private static long volume(int[] box) {
    long volume = 1;
    for (int at = 0; at < NUMBERS; at += 2) {
      volume *= box[at + 1] - box[at] + 1;
    }
    return volume;
  }
}
