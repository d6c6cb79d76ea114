package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/** The {@code ib_cuda_component} structures of a labelling, and the anchors found in its runs. */
final class ComponentTable {
  /** {@code sizeof(ib_cuda_component)}. */
  static final int COMPONENT_BYTES = 64;

  static final int SUMS = 8;
  static final int BEGIN = 40;
  static final int LAST = 52;

  private final long[] voxels;
  private final Box[] boxes;
  private final Instance.Centroid[] centroids;
  private final List<List<Index3>> anchors;

  ComponentTable(int count) {
    voxels = new long[count];
    boxes = new Box[count];
    centroids = new Instance.Centroid[count];
    anchors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      anchors.add(new ArrayList<>());
    }
  }

  /** Reads whole structures; the first lies {@code offset} bytes into the table. */
  void read(ByteBuffer bytes, long offset) {
    int i = (int) (offset / COMPONENT_BYTES);
    for (int at = 0; at < bytes.remaining(); at += COMPONENT_BYTES, i++) {
      voxels[i] = bytes.getLong(at);
      double divisor = voxels[i];
      centroids[i] =
          new Instance.Centroid(
              bytes.getLong(at + SUMS) / divisor,
              bytes.getLong(at + SUMS + 8) / divisor,
              bytes.getLong(at + SUMS + 16) / divisor);
      boxes[i] = new Box(index(bytes, at + BEGIN, 0), index(bytes, at + LAST, 1));
    }
  }

  private static Index3 index(ByteBuffer bytes, int at, int plus) {
    return new Index3(
        bytes.getInt(at) + plus, bytes.getInt(at + 4) + plus, bytes.getInt(at + 8) + plus);
  }

  List<Instance> instances(Runs runs) {
    findAnchors(runs);
    Instance[] instances = new Instance[voxels.length];
    Arrays.setAll(
        instances, i -> new Instance(i + 1, voxels[i], boxes[i], centroids[i], anchors.get(i)));
    return List.of(instances);
  }

  /** Anchors are counted in memory order, which is the order of the runs. */
  private void findAnchors(Runs runs) {
    long[] seen = new long[voxels.length];
    for (int run = 0; run < runs.count(); run++) {
      int i = runs.instance(run) - 1;
      long end = seen[i] + runs.xEnd(run) - runs.xBegin(run);
      List<Index3> found = anchors.get(i);
      for (long at = nextAnchor(i); at < end; at = nextAnchor(i)) {
        int x = runs.xBegin(run) + (int) (at - seen[i]);
        found.add(new Index3(x, runs.y(run), runs.z(run)));
      }
      seen[i] = end;
    }
  }

  private long nextAnchor(int i) {
    long wanted = Math.min(Instance.MAX_ANCHORS, voxels[i]);
    long k = anchors.get(i).size();
    return k == wanted ? Long.MAX_VALUE : (2 * k + 1) * voxels[i] / (2 * wanted);
  }
}
