package org.ibengine.io;

import org.ibengine.volume.VoxelType;

/** Finite voxels of a file of an image as unsigned numbers in the same order, and back. */
record ValueKey(VoxelType type) {

  /** Bits of a key. */
  int bits() {
    return Math.max(16, 8 * type.sizeBytes());
  }

  long of(double value) {
    return switch (type) {
      case UINT8, UINT16, UINT32 -> (long) value;
      case INT8, INT16 -> (long) value - Short.MIN_VALUE;
      case INT32 -> (long) value - Integer.MIN_VALUE;
      case FLOAT32 ->
          Integer.toUnsignedLong(ordered(Float.floatToRawIntBits((float) (value + 0.0))));
      case FLOAT64 -> ordered(Double.doubleToRawLongBits(value + 0.0));
      case FLOAT16 -> throw new AssertionError("readers of images do not give it");
    };
  }

  double value(long key) {
    return switch (type) {
      case UINT8, UINT16, UINT32 -> key;
      case INT8, INT16 -> key + Short.MIN_VALUE;
      case INT32 -> key + Integer.MIN_VALUE;
      case FLOAT32 -> Float.intBitsToFloat(bits((int) key));
      case FLOAT64 -> Double.longBitsToDouble(bits(key));
      case FLOAT16 -> throw new AssertionError("readers of images do not give it");
    };
  }

  // Of negative numbers all bits are turned, of others the sign's.
  private static int ordered(int bits) {
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  private static int bits(int ordered) {
    return ordered < 0 ? ordered ^ Integer.MIN_VALUE : ~ordered;
  }

  private static long ordered(long bits) {
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  private static long bits(long ordered) {
    return ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered;
  }
}
