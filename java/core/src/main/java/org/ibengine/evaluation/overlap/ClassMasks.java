package org.ibengine.evaluation.overlap;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/** Masks of single classes, out of label maps of type UINT8. */
final class ClassMasks {
  private static final int BLOCK = 1 << 14;

  private ClassMasks() {}

  /**
   * Sets a voxel of {@code mask} to 1 where the map has a value of the class, else to 0.
   *
   * @param mask of type UINT8 and the size of the map
   */
  static void fill(Volume map, BitSet values, Volume mask) {
    byte[] ones = new byte[MaskClass.LARGEST + 1];
    values.stream().forEach(value -> ones[value] = 1);
    byte[] block = new byte[BLOCK];
    long voxels = map.size().voxels();
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      map.data().bareView(begin, count).get(block, 0, count);
      for (int i = 0; i < count; i++) {
        block[i] = ones[block[i] & 0xff];
      }
      mask.data().bareView(begin, count).put(block, 0, count);
    }
  }

  /** Which values above 0 a map has. */
  static BitSet valuesOf(Volume map) {
    boolean[] met = new boolean[MaskClass.LARGEST + 1];
    byte[] block = new byte[BLOCK];
    long voxels = map.size().voxels();
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      ByteBuffer bytes = map.data().bareView(begin, count);
      bytes.get(block, 0, count);
      for (int i = 0; i < count; i++) {
        met[block[i] & 0xff] = true;
      }
    }
    BitSet values = new BitSet();
    for (int value = 1; value < met.length; value++) {
      values.set(value, met[value]);
    }
    return values;
  }

  /** The voxels of runs. */
  static VoxelBits of(Runs runs, Size3 size) {
    VoxelBits bits = VoxelBits.none(size);
    for (int run = 0; run < runs.count(); run++) {
      bits.setRun(runs.xBegin(run), runs.xEnd(run), runs.y(run), runs.z(run));
    }
    return bits;
  }

  /** Takes the voxels of runs out. */
  static void clear(VoxelBits bits, Runs runs) {
    for (int run = 0; run < runs.count(); run++) {
      bits.clearRun(runs.xBegin(run), runs.xEnd(run), runs.y(run), runs.z(run));
    }
  }
}
