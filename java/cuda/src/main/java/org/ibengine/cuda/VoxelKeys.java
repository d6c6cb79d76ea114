package org.ibengine.cuda;

import org.ibengine.volume.Float16;
import org.ibengine.volume.VoxelType;

/** The kernels' unsigned keys, which lie in the order of the voxels, as values. */
final class VoxelKeys {
  private static final int SIGN_8 = 0x80;
  private static final int SIGN_16 = 0x8000;
  private static final int SIGN_32 = Integer.MIN_VALUE;
  private static final long SIGN_64 = Long.MIN_VALUE;

  private VoxelKeys() {}

  static double value(VoxelType type, long key) {
    return switch (type) {
      case UINT8, UINT16 -> key;
      case INT8 -> (byte) (key ^ SIGN_8);
      case INT16 -> (short) (key ^ SIGN_16);
      case INT32 -> (int) key ^ SIGN_32;
      case UINT32 -> key & 0xffffffffL;
      case FLOAT32 -> float32((int) key);
      case FLOAT64 -> float64(key);
      case FLOAT16 -> Float16.valueOf((short) key); // its bits, which Float16Bins orders
    };
  }

  private static float float32(int key) {
    return key < 0 ? Float.intBitsToFloat(key ^ SIGN_32) : -Float.intBitsToFloat(SIGN_32 - key);
  }

  private static double float64(long key) {
    return key < 0
        ? Double.longBitsToDouble(key ^ SIGN_64)
        : -Double.longBitsToDouble(SIGN_64 - key);
  }
}
