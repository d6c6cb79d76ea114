package org.ibengine.volume;

import java.util.Optional;

/** Looks for the smallest box that holds a set of voxels. */
public final class BitsBox {
  private final int[] begin;
  private final int[] end = new int[3];

  private BitsBox(Size3 size) {
    begin = new int[] {size.x(), size.y(), size.z()};
  }

  /** Empty if the set is. */
  public static Optional<Box> of(VoxelBits bits) {
    Size3 size = bits.size();
    BitsBox box = new BitsBox(size);
    int[] xs = new int[size.x()];
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        int count = bits.row(y, z, xs);
        if (count > 0) {
          box.grow(xs[0], y, z);
          box.grow(xs[count - 1], y, z);
        }
      }
    }
    return box.end[0] == 0 ? Optional.empty() : Optional.of(box.found());
  }

  private void grow(int... voxel) {
    for (int axis = 0; axis < 3; axis++) {
      begin[axis] = Math.min(begin[axis], voxel[axis]);
      end[axis] = Math.max(end[axis], voxel[axis] + 1);
    }
  }

  private Box found() {
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }
}
