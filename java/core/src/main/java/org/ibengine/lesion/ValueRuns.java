package org.ibengine.lesion;

import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;

/**
 * The voxels of a label map that are a lesion or ignored: maximal runs along x of one group, in
 * memory order, packed as {@link Runs} are, with the group in place of the id.
 */
final class ValueRuns {
  private final Size3 size;
  private final ValueGroups groups;
  private final PackedRuns found = new PackedRuns();

  private ValueRuns(Size3 size, ValueGroups groups) {
    this.size = size;
    this.groups = groups;
  }

  /** Reads each voxel once. */
  static Runs of(LabelValues labels, Size3 size, ValueGroups groups) {
    ValueRuns runs = new ValueRuns(size, groups);
    long[] row = new long[size.x()];
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        labels.read(((long) z * size.y() + y) * size.x(), size.x(), row);
        runs.add(row, y, z);
      }
    }
    return runs.found.runs();
  }

  private void add(long[] row, int y, int z) {
    int x = 0;
    while (x < size.x()) {
      if (row[x] == 0) {
        x++;
        continue;
      }
      int group = groups.of(row[x]);
      int begin = x;
      long value = row[x];
      do {
        x++;
      } while (x < size.x() && (row[x] == value || groups.of(row[x]) == group));
      if (group != ValueGroups.NONE) {
        found.add(begin, x, y, z, group);
      }
    }
  }
}
