package org.ibengine.evaluation.overlap;

import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/** The masks of {@code overlap_oracle.py}. */
record MadeUpMasks(VoxelBits truth, VoxelBits prediction) {
  static MadeUpMasks of(String name, Size3 size) {
    VoxelBits none = VoxelBits.none(size);
    return switch (name) {
      case "noise" -> new MadeUpMasks(noise(size, 1, 400), noise(size, 2, 300));
      case "sparse" -> new MadeUpMasks(noise(size, 3, 12), noise(size, 4, 9));
      case "words" -> new MadeUpMasks(noise(size, 5, 900), noise(size, 6, 870));
      case "blobs" -> new MadeUpMasks(blobs(size, 7, 9, 12), blobs(size, 8, 7, 13));
      case "far" -> new MadeUpMasks(box(size, 0, 3, 0, 2, 0, 2), box(size, 63, 67, 7, 9, 27, 30));
      case "edge" -> new MadeUpMasks(VoxelBits.all(size), blobs(size, 9, 2, 30));
      case "flat" -> new MadeUpMasks(blobs(size, 10, 4, 6), blobs(size, 11, 3, 7));
      case "equal" -> new MadeUpMasks(blobs(size, 12, 3, 5), blobs(size, 12, 3, 5));
      case "noPrediction" -> new MadeUpMasks(noise(size, 13, 200), none);
      case "noTruth" -> new MadeUpMasks(none, noise(size, 14, 200));
      case "nothing" -> new MadeUpMasks(none, VoxelBits.none(size));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static int mix(long value) {
    int mixed = (int) value;
    mixed = (mixed ^ mixed >>> 16) * 0x7feb352d;
    mixed = (mixed ^ mixed >>> 15) * 0x846ca68b;
    return mixed ^ mixed >>> 16;
  }

  static VoxelBits noise(Size3 size, long seed, int perMille) {
    VoxelBits bits = VoxelBits.none(size);
    for (int i = 0; i < size.voxels(); i++) {
      if (Integer.remainderUnsigned(mix(seed * 100003 + i), 1000) < perMille) {
        bits.set(i % size.x(), i / size.x() % size.y(), i / size.x() / size.y());
      }
    }
    return bits;
  }

  private static VoxelBits blobs(Size3 size, long seed, int count, int edge) {
    VoxelBits bits = VoxelBits.none(size);
    for (int i = 0; i < count; i++) {
      int[] begin = new int[3];
      int[] end = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        int from = mix(seed * 977 + 3 * i + axis);
        begin[axis] = Integer.remainderUnsigned(from, size.get(axis));
        int more = Integer.remainderUnsigned(mix(seed * 1013 + 3 * i + axis), edge);
        end[axis] = Math.min(begin[axis] + 1 + more, size.get(axis));
      }
      fill(bits, begin, end);
    }
    return bits;
  }

  /** From and to along x, y and z. */
  static VoxelBits box(Size3 size, int... edges) {
    VoxelBits bits = VoxelBits.none(size);
    fill(bits, new int[] {edges[0], edges[2], edges[4]}, new int[] {edges[1], edges[3], edges[5]});
    return bits;
  }

  private static void fill(VoxelBits bits, int[] begin, int[] end) {
    for (int z = begin[2]; z < end[2]; z++) {
      for (int y = begin[1]; y < end[1]; y++) {
        bits.setRun(begin[0], end[0], y, z);
      }
    }
  }
}
