package org.ibengine.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Statistics of instances, fed voxel by voxel in memory order: first all counts, then anchors. */
final class InstanceTable {
  private final Size3 size;
  private final Entry[] entries;

  private static final class Entry {
    private long voxels;
    private long seen;
    private final int[] begin = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] end = new int[3];
    private final long[] sum = new long[3];
    private final List<Index3> anchors = new ArrayList<>();
  }

  InstanceTable(int count, Size3 size) {
    this.size = size;
    this.entries = new Entry[count];
    Arrays.setAll(entries, i -> new Entry());
  }

  void count(int id, int voxel) {
    Entry entry = entries[id - 1];
    Index3 at = position(voxel);
    entry.voxels++;
    for (int axis = 0; axis < 3; axis++) {
      entry.begin[axis] = Math.min(entry.begin[axis], at.get(axis));
      entry.end[axis] = Math.max(entry.end[axis], at.get(axis) + 1);
      entry.sum[axis] += at.get(axis);
    }
  }

  void offerAnchor(int id, int voxel) {
    Entry entry = entries[id - 1];
    long wanted = Math.min(Instance.MAX_ANCHORS, entry.voxels);
    long k = entry.anchors.size();
    if (k < wanted && entry.seen == (2 * k + 1) * entry.voxels / (2 * wanted)) {
      entry.anchors.add(position(voxel));
    }
    entry.seen++;
  }

  Instance instance(int id) {
    Entry entry = entries[id - 1];
    double voxels = entry.voxels;
    return new Instance(
        id,
        entry.voxels,
        new Box(index(entry.begin), index(entry.end)),
        new Instance.Centroid(entry.sum[0] / voxels, entry.sum[1] / voxels, entry.sum[2] / voxels),
        entry.anchors);
  }

  private Index3 position(int voxel) {
    int row = voxel / size.x();
    return new Index3(voxel % size.x(), row % size.y(), row / size.y());
  }

  private static Index3 index(int[] xyz) {
    return new Index3(xyz[0], xyz[1], xyz[2]);
  }
}
