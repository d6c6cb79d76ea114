package org.ibengine.synth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.synth.PhantomTruth.TrueComponent;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Connected components by flooding from each voxel in the (x, y, z) order; empties its mask. */
final class Flood {
  private final byte[] mask;
  private final Size3 size;
  private final int maxSteps; // axes in which a neighbour may differ

  Flood(byte[] mask, Size3 size, Connectivity connectivity) {
    this.mask = mask.clone();
    this.size = size;
    this.maxSteps = connectivity.ordinal() + 1;
  }

  List<TrueComponent> components() {
    List<TrueComponent> found = new ArrayList<>();
    for (int x = 0; x < size.x(); x++) {
      for (int y = 0; y < size.y(); y++) {
        for (int z = 0; z < size.z(); z++) {
          if (take(x, y, z)) {
            found.add(flood(found.size() + 1, new Index3(x, y, z)));
          }
        }
      }
    }
    return found;
  }

  private TrueComponent flood(int id, Index3 seed) {
    Deque<Index3> open = new ArrayDeque<>(List.of(seed));
    int[] low = {seed.x(), seed.y(), seed.z()};
    int[] high = low.clone();
    long voxels = 0;
    while (!open.isEmpty()) {
      Index3 voxel = open.remove();
      voxels++;
      for (int axis = 0; axis < 3; axis++) {
        low[axis] = Math.min(low[axis], voxel.get(axis));
        high[axis] = Math.max(high[axis], voxel.get(axis));
      }
      spread(voxel, open);
    }
    Box box =
        new Box(
            new Index3(low[0], low[1], low[2]), new Index3(high[0] + 1, high[1] + 1, high[2] + 1));
    return new TrueComponent(id, voxels, box, List.of());
  }

  private void spread(Index3 from, Deque<Index3> open) {
    for (int step = 0; step < 27; step++) {
      int dx = step % 3 - 1;
      int dy = step / 3 % 3 - 1;
      int dz = step / 9 - 1;
      boolean neighbour = Math.abs(dx) + Math.abs(dy) + Math.abs(dz) <= maxSteps;
      if (neighbour && take(from.x() + dx, from.y() + dy, from.z() + dz)) {
        open.add(new Index3(from.x() + dx, from.y() + dy, from.z() + dz));
      }
    }
  }

  private boolean take(int x, int y, int z) {
    if (x < 0 || y < 0 || z < 0 || x >= size.x() || y >= size.y() || z >= size.z()) {
      return false;
    }
    int index = (z * size.y() + y) * size.x() + x;
    boolean set = mask[index] != 0;
    mask[index] = 0;
    return set;
  }
}
