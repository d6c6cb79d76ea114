package org.ibengine.ratio;

import org.ibengine.place.MaskPlanes;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;

/**
 * The voxels of a label map that are above 0, one bit each. Filled by one thread, then unchanging:
 * any number of threads may read it.
 */
public final class Foreground implements MaskPlanes {
  private final VoxelBits bits;
  private long voxels;

  /** Of a label map without any. */
  public Foreground(Size3 size) {
    bits = VoxelBits.none(size);
  }

  /** Of a whole label map, of type UINT8; it is not kept. */
  public static Foreground of(Volume labels) {
    Foreground found = new Foreground(labels.size());
    found.add(labels, 0);
    return found;
  }

  /** Bytes of memory that the set takes. */
  public static long bytes(Size3 size) {
    return VoxelBits.bytes(size);
  }

  /**
   * Adds those of some planes, which are not kept.
   *
   * @param planes of type UINT8, whole along x and y
   * @param begin z of the first of them
   * @throws IllegalArgumentException if the type is another one
   */
  public void add(Volume planes, int begin) {
    if (planes.type() != VoxelType.UINT8) {
      throw new IllegalArgumentException("a label map must be UINT8, was " + planes.type());
    }
    int nx = planes.size().x();
    byte[] row = new byte[nx];
    for (int z = 0; z < planes.size().z(); z++) {
      for (int y = 0; y < planes.size().y(); y++) {
        long at = ((long) z * planes.size().y() + y) * nx;
        planes.data().bareView(at, nx).get(row);
        addRow(row, y, begin + z);
      }
    }
  }

  private void addRow(byte[] row, int y, int z) {
    for (int x = 0; x < row.length; x++) {
      if (row[x] != 0) {
        bits.set(x, y, z);
        voxels++;
      }
    }
  }

  /** Of the label map. */
  public Size3 size() {
    return bits.size();
  }

  /** How many voxels are above 0. */
  public long voxels() {
    return voxels;
  }

  /** Share of all voxels. */
  public double ratio() {
    return (double) voxels / size().voxels();
  }

  /**
   * Those of a row, ascending.
   *
   * @param xs receives them; as long as the row
   * @return how many
   */
  int row(int y, int z, int[] xs) {
    return bits.row(y, z, xs);
  }

  @Override
  public void add(int z, int sign, int[] columns) {
    Size3 size = bits.size();
    for (int y = 0; y < size.y(); y++) {
      int row = y * size.x();
      for (int x = bits.next(0, y, z); x < size.x(); ) {
        int end = bits.nextAbsent(x, y, z);
        for (; x < end; x++) {
          columns[row + x] += sign;
        }
        x = bits.next(end, y, z);
      }
    }
  }
}
