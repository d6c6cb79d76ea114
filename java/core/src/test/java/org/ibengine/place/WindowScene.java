package org.ibengine.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.label.Runs;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** A small random volume with foreground and a mask, and what looking at every voxel finds. */
final class WindowScene {
  final WindowGrid grid;
  private final boolean[] foreground;
  final boolean[] mask;

  WindowScene(Random random) {
    boolean wide = random.nextInt(4) == 0; // rows of more than one word
    Size3 volume =
        new Size3(
            1 + random.nextInt(wide ? 150 : 14), 1 + random.nextInt(9), 1 + random.nextInt(9));
    Size3 patch =
        new Size3(
            1 + random.nextInt(wide ? 140 : 12), 1 + random.nextInt(7), 1 + random.nextInt(7));
    Spacing spacing =
        new Spacing(0.5 + random.nextDouble(), 0.5 + random.nextDouble(), 1 + random.nextInt(4));
    grid = new WindowGrid(volume, spacing, patch);
    foreground = voxels(random, random.nextInt(5));
    mask = voxels(random, random.nextInt((int) volume.voxels() + 1));
  }

  private boolean[] voxels(Random random, int count) {
    boolean[] set = new boolean[(int) grid.volume().voxels()];
    for (int i = 0; i < count; i++) {
      set[random.nextInt(set.length)] = true;
    }
    return set;
  }

  private int index(int x, int y, int z) {
    return (z * grid.volume().y() + y) * grid.volume().x() + x;
  }

  /** With runs as long as they are. */
  Runs runs() {
    List<Integer> packed = new ArrayList<>();
    Size3 size = grid.volume();
    for (int row = 0; row < size.y() * size.z(); row++) {
      for (int x = 0; x < size.x(); x++) {
        int end = x;
        while (end < size.x() && foreground[row * size.x() + end]) {
          end++;
        }
        if (end > x) {
          packed.addAll(List.of(x, end, row % size.y(), row / size.y(), 1));
          x = end;
        }
      }
    }
    return new Runs(packed.stream().mapToInt(Integer::intValue).toArray());
  }

  MaskPlanes mask() {
    return (z, sign, columns) -> {
      for (int i = 0; i < columns.length; i++) {
        columns[i] += mask[z * columns.length + i] ? sign : 0;
      }
    };
  }

  int count(boolean[] of, Index3 corner) {
    int count = 0;
    Size3 size = grid.volume();
    for (int z = corner.z(); z < Math.min(size.z(), corner.z() + grid.patch().z()); z++) {
      for (int y = corner.y(); y < Math.min(size.y(), corner.y() + grid.patch().y()); y++) {
        for (int x = corner.x(); x < Math.min(size.x(), corner.x() + grid.patch().x()); x++) {
          count += of[index(x, y, z)] ? 1 : 0;
        }
      }
    }
    return count;
  }

  double distance(Index3 corner) {
    double smallest = Double.POSITIVE_INFINITY;
    Size3 size = grid.volume();
    for (int i = 0; i < foreground.length; i++) {
      if (foreground[i]) {
        double x = corner.x() + grid.patch().x() / 2 - i % size.x();
        double y = corner.y() + grid.patch().y() / 2 - i / size.x() % size.y();
        double z = corner.z() + grid.patch().z() / 2 - i / size.x() / size.y();
        smallest =
            Math.min(
                smallest,
                Math.sqrt(
                    Math.pow(x * grid.spacing().x(), 2)
                        + Math.pow(y * grid.spacing().y(), 2)
                        + Math.pow(z * grid.spacing().z(), 2)));
      }
    }
    return smallest;
  }

  /** All corners, x fastest. */
  List<Index3> corners() {
    List<Index3> all = new ArrayList<>();
    for (int z = 0; z == 0 || z <= grid.volume().z() - grid.patch().z(); z++) {
      for (int y = 0; y == 0 || y <= grid.volume().y() - grid.patch().y(); y++) {
        for (int x = 0; x == 0 || x <= grid.volume().x() - grid.patch().x(); x++) {
          all.add(new Index3(x, y, z));
        }
      }
    }
    return all;
  }

  List<Index3> free() {
    return corners().stream().filter(corner -> count(foreground, corner) == 0).toList();
  }

  private boolean holds(WindowRules rules, Index3 corner) {
    return rules.range().holds(distance(corner))
        && rules.masks().stream()
            .allMatch(held -> count(mask, corner) >= held.share() * grid.voxels() - 1e-9);
  }

  List<Index3> free(WindowRules rules) {
    return free().stream().filter(corner -> holds(rules, corner)).toList();
  }

  @Override
  public String toString() {
    return grid.toString();
  }
}
