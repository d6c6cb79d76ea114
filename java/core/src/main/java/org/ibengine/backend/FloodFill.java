package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * Labels components by filling each from its first voxel in the order x outermost, z innermost,
 * which is the numbering wanted.
 */
final class FloodFill {
  private final Size3 size;
  private final ByteBuffer mask;
  private final Connectivity connectivity;
  private final int[] labels; // x fastest; 0 is background or not reached yet
  private int[] stack = new int[1024];
  private int stacked;

  FloodFill(Volume mask, Connectivity connectivity) {
    this.size = mask.size();
    this.mask = ReferenceCode.bytesOf(mask);
    this.connectivity = connectivity;
    this.labels = new int[(int) size.voxels()];
  }

  Components components() {
    int count = fillAll();
    InstanceTable table = new InstanceTable(count, size);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != 0) {
        table.count(labels[i], i);
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != 0) {
        table.offerAnchor(labels[i], i);
      }
    }
    List<Instance> instances = new ArrayList<>(count);
    for (int id = 1; id <= count; id++) {
      instances.add(table.instance(id));
    }
    return new Components(connectivity, instances, new Runs(packedRuns()));
  }

  private int fillAll() {
    int count = 0;
    for (int x = 0; x < size.x(); x++) {
      for (int y = 0; y < size.y(); y++) {
        for (int z = 0; z < size.z(); z++) {
          int voxel = (z * size.y() + y) * size.x() + x;
          if (isUnreachedForeground(voxel)) {
            fill(voxel, ++count);
          }
        }
      }
    }
    return count;
  }

  private boolean isUnreachedForeground(int voxel) {
    return mask.get(voxel) != 0 && labels[voxel] == 0;
  }

  private void fill(int first, int label) {
    reach(first, label);
    while (stacked > 0) {
      int voxel = stack[--stacked];
      int x = voxel % size.x();
      int y = voxel / size.x() % size.y();
      int z = voxel / size.x() / size.y();
      for (int dz = -1; dz <= 1; dz++) {
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            if (areNeighbours(dx, dy, dz) && isInside(x + dx, y + dy, z + dz)) {
              reach(voxel + (dz * size.y() + dy) * size.x() + dx, label);
            }
          }
        }
      }
    }
  }

  private boolean areNeighbours(int dx, int dy, int dz) {
    int steps = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
    return switch (connectivity) {
      case FACE_6 -> steps == 1;
      case EDGE_18 -> steps == 1 || steps == 2;
      case CORNER_26 -> steps >= 1;
    };
  }

  private boolean isInside(int x, int y, int z) {
    return 0 <= x && x < size.x() && 0 <= y && y < size.y() && 0 <= z && z < size.z();
  }

  private void reach(int voxel, int label) {
    if (isUnreachedForeground(voxel)) {
      labels[voxel] = label;
      if (stacked == stack.length) {
        stack = Arrays.copyOf(stack, Math.multiplyExact(stacked, 2));
      }
      stack[stacked++] = voxel;
    }
  }

  private int[] packedRuns() {
    int runs = 0;
    for (int i = 0; i < labels.length; i++) {
      runs += startsRun(i) ? 1 : 0;
    }
    int[] packed = new int[Math.multiplyExact(runs, Runs.STRIDE)];
    int next = 0;
    for (int i = 0; i < labels.length; i++) {
      if (startsRun(i)) {
        int row = i / size.x();
        packed[next++] = i % size.x();
        packed[next++] = runEnd(i) - row * size.x();
        packed[next++] = row % size.y();
        packed[next++] = row / size.y();
        packed[next++] = labels[i];
      }
    }
    return packed;
  }

  private boolean startsRun(int voxel) {
    return labels[voxel] != 0 && (voxel % size.x() == 0 || labels[voxel - 1] == 0);
  }

  private int runEnd(int voxel) {
    int end = voxel + 1;
    while (end % size.x() != 0 && labels[end] != 0) {
      end++;
    }
    return end;
  }
}
