package org.ibengine.lesion;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** What is known of a set of runs, in the very numbers that backends give of components. */
final class Measured {
  private final Size3 size;
  private final int group;
  private final int[] begin = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
  private final int[] end = new int[3];
  private final long[] sum = new long[3];
  private final List<Index3> anchors = new ArrayList<>();
  private long voxels;
  private long rank = Long.MAX_VALUE;
  private long passed; // voxels that anchors were looked for in

  Measured(Size3 size, int group) {
    this.size = size;
    this.group = group;
  }

  int group() {
    return group;
  }

  long voxels() {
    return voxels;
  }

  /** What instances are numbered by: the smallest {@code (x·ny + y)·nz + z} of a voxel. */
  long rank() {
    return rank;
  }

  Box box() {
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }

  void add(Runs runs, int run) {
    int x0 = runs.xBegin(run);
    int x1 = runs.xEnd(run);
    long length = x1 - x0;
    widen(0, x0, x1);
    widen(1, runs.y(run), runs.y(run) + 1);
    widen(2, runs.z(run), runs.z(run) + 1);
    sum[0] += (x0 + x1 - 1L) * length / 2;
    sum[1] += runs.y(run) * length;
    sum[2] += runs.z(run) * length;
    voxels += length;
    rank = Math.min(rank, ((long) x0 * size.y() + runs.y(run)) * size.z() + runs.z(run));
  }

  private void widen(int axis, int first, int last) {
    begin[axis] = Math.min(begin[axis], first);
    end[axis] = Math.max(end[axis], last);
  }

  /** Takes the anchors of a run; after all were added, in memory order. */
  void anchorsOf(Runs runs, int run) {
    long wanted = Math.min(Instance.MAX_ANCHORS, voxels);
    long length = runs.xEnd(run) - runs.xBegin(run);
    for (long k = anchors.size(); k < wanted; k++) {
      long at = (2 * k + 1) * voxels / (2 * wanted) - passed;
      if (at >= length) {
        break;
      }
      anchors.add(new Index3(Math.toIntExact(runs.xBegin(run) + at), runs.y(run), runs.z(run)));
    }
    passed += length;
  }

  Instance instance(int id, String className) {
    double count = voxels;
    Instance.Centroid centroid =
        new Instance.Centroid(sum[0] / count, sum[1] / count, sum[2] / count);
    return new Instance(id, voxels, box(), centroid, anchors, className);
  }
}
