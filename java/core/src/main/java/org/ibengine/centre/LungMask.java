package org.ibengine.centre;

import java.util.Arrays;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/**
 * The lung by a mask, on another grid than the mask's: every voxel has the label of the nearest
 * voxel of the mask, {@code ⌊c + ½⌋} along each axis, the edge repeated.
 *
 * @param any voxels with a label above 0
 * @param lung voxels with labels 3 and 4 where they occur, which are LUNA16's lungs, else {@code
 *     any}
 */
public record LungMask(VoxelBits any, VoxelBits lung) {
  private static final int LEFT = 3;
  private static final int RIGHT = 4;

  /**
   * @param labels of type UINT8
   * @param size of the grid
   * @param map where voxels of the grid lie in the mask, axes parallel
   */
  public static LungMask of(Volume labels, Size3 size, GridMap map) {
    LungMask mask = new LungMask(VoxelBits.none(size), VoxelBits.none(size));
    int[][] from = new int[3][];
    for (int axis = 0; axis < 3; axis++) {
      from[axis] = nearest(map, axis, size.get(axis), labels.size().get(axis));
    }
    for (int z = 0; z < size.z(); z++) {
      if (z > 0 && from[2][z] == from[2][z - 1]) {
        mask.any.copyPlane(z - 1, z);
        mask.lung.copyPlane(z - 1, z);
      } else {
        mask.readPlane(labels, from, z);
      }
    }
    return mask.lung.count() > 0 ? mask : new LungMask(mask.any, mask.any);
  }

  private void readPlane(Volume labels, int[][] from, int z) {
    byte[] row = new byte[labels.size().x()];
    for (int y = 0; y < from[1].length; y++) {
      if (y > 0 && from[1][y] == from[1][y - 1]) {
        any.copyRow(y - 1, z, y, z);
        lung.copyRow(y - 1, z, y, z);
      } else {
        long begin = ((long) from[2][z] * labels.size().y() + from[1][y]) * row.length;
        labels.data().bareView(begin, row.length).get(row);
        setRow(row, from[0], y, z);
      }
    }
  }

  private void setRow(byte[] row, int[] from, int y, int z) {
    for (int x = 0; x < from.length; x++) {
      byte label = row[from[x]];
      if (label != 0) {
        any.set(x, y, z);
        if (label == LEFT || label == RIGHT) {
          lung.set(x, y, z);
        }
      }
    }
  }

  private static int[] nearest(GridMap map, int axis, int samples, int n) {
    int[] from = new int[samples];
    Arrays.setAll(
        from,
        i -> {
          int[] at = new int[3];
          at[axis] = i;
          double nearest = Math.floor(map.position(axis, at[0], at[1], at[2]) + 0.5);
          return (int) Math.max(0, Math.min(n - 1, nearest));
        });
    return from;
  }

  /** Bytes of memory that it takes. */
  public static long bytes(Size3 size) {
    return 2 * VoxelBits.bytes(size);
  }
}
