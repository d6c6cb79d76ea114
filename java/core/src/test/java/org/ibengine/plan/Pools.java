package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Pools made up for tests. */
final class Pools {
  private Pools() {}

  /** An instance that fills its box; anchors at both ends of it. */
  static PositiveSite site(int source, int id, Size3 volume, Box extent, Box positiveBox) {
    Index3 last = new Index3(extent.end().x() - 1, extent.end().y() - 1, extent.end().z() - 1);
    Instance instance =
        new Instance(
            id,
            extent.size().voxels(),
            extent,
            new Instance.Centroid(0, 0, 0),
            List.of(extent.begin(), last));
    return new PositiveSite(source, "case" + source, volume, instance, positiveBox);
  }

  static Box box(int x, int y, int z, int endX, int endY, int endZ) {
    return new Box(new Index3(x, y, z), new Index3(endX, endY, endZ));
  }

  /** Random cases with random instances, some larger than an 8×6×4 patch, and windows. */
  static PatchPool random(long seed, int cases, int negatives) {
    Random random = new Random(seed);
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSite> windows = new ArrayList<>();
    for (int source = 0; source < cases; source++) {
      Size3 volume =
          new Size3(3 + random.nextInt(20), 3 + random.nextInt(20), 3 + random.nextInt(20));
      int count = 1 + random.nextInt(7);
      for (int id = 1; id <= count; id++) {
        Box extent = randomBox(random, volume);
        positives.add(site(source, id, volume, extent, extent));
      }
      for (int i = 0; i < negatives; i++) {
        windows.add(new NegativeSite(source, "case" + source, volume, new Index3(i, 0, 0)));
      }
    }
    return new PatchPool(positives, windows);
  }

  private static Box randomBox(Random random, Size3 volume) {
    int[] begin = new int[3];
    int[] end = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      begin[axis] = random.nextInt(volume.get(axis));
      end[axis] = begin[axis] + 1 + random.nextInt(volume.get(axis) - begin[axis]);
    }
    return box(begin[0], begin[1], begin[2], end[0], end[1], end[2]);
  }
}
