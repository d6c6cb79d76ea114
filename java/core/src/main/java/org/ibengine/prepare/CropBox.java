package org.ibengine.prepare;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.ibengine.grid.StoredGrid;
import org.ibengine.index.CropOptions;
import org.ibengine.io.Image;
import org.ibengine.io.LabelMap;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The smallest box that holds certain voxels. Not thread-safe. */
final class CropBox {
  private final int[] begin = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
  private final int[] end = {Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE};

  private CropBox() {}

  /** Of the voxels with one of these labels; empty if there is none. */
  static Optional<Box> of(LabelMap labels, List<Long> wanted) {
    Set<Double> values = new HashSet<>();
    wanted.forEach(label -> values.add((double) label));
    Size3 size = labels.volume().size();
    long[] row = new long[size.x()];
    return new CropBox()
        .scanned(
            size,
            (first, found) -> {
              labels.labels(first, row.length, row);
              Arrays.setAll(found, x -> row[x]);
            },
            label -> label != 0 && values.contains(label));
  }

  /** Of the voxels whose value is not 0; empty if there is none. */
  static Optional<Box> ofNonzero(Image image) {
    return new CropBox()
        .scanned(
            image.volume().size(),
            (first, found) -> ScaledVoxels.read(image, first, found.length, found),
            value -> value != 0);
  }

  /** Reads the values of a row, the first of which is that number in memory order. */
  private interface Rows {
    void read(long first, double[] values);
  }

  private Optional<Box> scanned(Size3 size, Rows rows, DoublePredicate counts) {
    double[] row = new double[size.x()];
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        rows.read(((long) z * size.y() + y) * size.x(), row);
        for (int x = 0; x < row.length; x++) {
          if (counts.test(row[x])) {
            add(x, y, z);
          }
        }
      }
    }
    return found();
  }

  private void add(int... voxel) {
    for (int axis = 0; axis < 3; axis++) {
      begin[axis] = Math.min(begin[axis], voxel[axis]);
      end[axis] = Math.max(end[axis], voxel[axis] + 1);
    }
  }

  private Optional<Box> found() {
    return begin[0] < end[0] && begin[1] < end[1] && begin[2] < end[2]
        ? Optional.of(
            new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2])))
        : Optional.empty();
  }

  /**
   * The voxels of another grid that a box touches: those whose centres are at most half a voxel of
   * that grid from it.
   *
   * @param own grid of the box
   */
  static Optional<Box> on(Geometry other, Geometry own, Box box) {
    GridMap map = GridMap.between(other.affine(), own.affine(), own.size());
    CropBox found = new CropBox();
    for (int corner = 0; corner < 8; corner++) {
      int[] at = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        at[axis] = (corner >> axis & 1) == 0 ? box.begin().get(axis) : box.end().get(axis) - 1;
      }
      int[] low = new int[3];
      int[] high = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        double position = map.position(axis, at[0], at[1], at[2]);
        low[axis] = (int) Math.floor(position);
        high[axis] = (int) Math.ceil(position);
      }
      found.add(low);
      found.add(high);
    }
    return found.found().flatMap(reached -> cut(reached, other.size()));
  }

  /** The smallest box that holds all of these; empty if there is none. */
  static Optional<Box> around(List<Box> boxes) {
    CropBox all = new CropBox();
    for (Box box : boxes) {
      all.add(box.begin().x(), box.begin().y(), box.begin().z());
      all.add(box.end().x() - 1, box.end().y() - 1, box.end().z() - 1);
    }
    return all.found();
  }

  /** The box grown on every side, cut to the volume. */
  static Box grown(Box box, CropOptions options, Size3 size) {
    long margin = options.margin();
    int[] low = new int[3];
    int[] high = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      low[axis] = (int) Math.max(0, box.begin().get(axis) - margin);
      high[axis] = (int) Math.min(size.get(axis), box.end().get(axis) + margin);
    }
    return new Box(new Index3(low[0], low[1], low[2]), new Index3(high[0], high[1], high[2]));
  }

  private static Optional<Box> cut(Box box, Size3 size) {
    Box whole = StoredGrid.whole(size);
    int[] low = new int[3];
    int[] high = new int[3];
    Arrays.setAll(low, axis -> Math.max(whole.begin().get(axis), box.begin().get(axis)));
    Arrays.setAll(high, axis -> Math.min(whole.end().get(axis), box.end().get(axis)));
    boolean empty = low[0] >= high[0] || low[1] >= high[1] || low[2] >= high[2];
    return empty
        ? Optional.empty()
        : Optional.of(
            new Box(new Index3(low[0], low[1], low[2]), new Index3(high[0], high[1], high[2])));
  }
}
