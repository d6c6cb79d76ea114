package org.ibengine.evaluation;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The volumes of {@code froc_oracle.py}, which explains them. */
final class MadeUpCases {
  static final int CASES = 12;
  private static final Size3 SIZE = new Size3(13, 11, 9);

  final Volume truth;
  final Volume probabilities;
  private final int[] truthVoxels = new int[(int) SIZE.voxels()];
  private final int[] scores = new int[truthVoxels.length];

  MadeUpCases(Backend backend, int number) {
    java.util.Arrays.fill(scores, 64);
    for (int i = 0; number != 7 && i < scores.length; i++) {
      place(number, i, mix(number * 100003 + i));
    }
    HostBuffer labels = backend.allocate(scores.length);
    HostBuffer values = backend.allocate(4L * scores.length);
    ByteBuffer labelBytes = labels.view(0, scores.length);
    ByteBuffer valueBytes = values.view(0, 4 * scores.length);
    for (int i = 0; i < scores.length; i++) {
      labelBytes.put(i, (byte) truthVoxels[i]);
      valueBytes.putFloat(4 * i, scores[i] / 256f);
    }
    this.truth = new Volume(SIZE, VoxelType.UINT8, labels);
    this.probabilities = new Volume(SIZE, VoxelType.FLOAT32, values);
  }

  private void place(int number, int voxel, int hash) {
    int x = voxel % SIZE.x();
    int y = voxel / SIZE.x() % SIZE.y();
    int z = voxel / SIZE.x() / SIZE.y();
    int draw = Integer.remainderUnsigned(hash, 1000);
    if (draw < 9 && number % 4 != 3) {
      fill(truthVoxels, new int[] {x, y, z}, 1 + (hash >> 10 & 3), 1);
      if ((hash >> 12 & 3) != 0) {
        int[] shifted = {x + (hash >> 14 & 1), y - (hash >> 15 & 1), z};
        fill(scores, shifted, 1 + (hash >> 16 & 3), Math.min(160 + 14 * (hash >> 18 & 7), 256));
      }
    } else if (draw < 9 + 8 + number) {
      fill(scores, new int[] {x, y, z}, 1 + (hash >> 20 & 1), 136 + 8 * (hash >> 22 & 15));
    }
  }

  private static void fill(int[] voxels, int[] begin, int edge, int value) {
    for (int z = begin[2]; z < Math.min(begin[2] + edge, SIZE.z()); z++) {
      for (int y = Math.max(begin[1], 0); y < Math.min(begin[1] + edge, SIZE.y()); y++) {
        for (int x = begin[0]; x < Math.min(begin[0] + edge, SIZE.x()); x++) {
          int at = (z * SIZE.y() + y) * SIZE.x() + x;
          voxels[at] = Math.max(voxels[at], value);
        }
      }
    }
  }

  private static int mix(int value) {
    int mixed = (value ^ value >>> 16) * 0x7feb352d;
    mixed = (mixed ^ mixed >>> 15) * 0x846ca68b;
    return mixed ^ mixed >>> 16;
  }
}
