package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reverses the bytes of every voxel in place, eight bytes at a time. */
final class VoxelOrder {
  private static final long LOW_BYTES = 0x00ff_00ff_00ff_00ffL;

  private VoxelOrder() {}

  /**
   * Reverses all bytes from 0 to the limit.
   *
   * @param voxelBytes 1, 2, 4 or 8; divides the limit
   */
  static void reverse(ByteBuffer voxels, int voxelBytes) {
    ByteBuffer bytes = voxels.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int whole = bytes.limit() & -8;
    switch (voxelBytes) {
      case 1 -> {
        return;
      }
      case 2 -> reversePairs(bytes, whole);
      case 4 -> reverseQuads(bytes, whole);
      default -> reverseOctets(bytes, whole);
    }
    for (int begin = whole; begin < bytes.limit(); begin += voxelBytes) {
      reverseOne(bytes, begin, voxelBytes);
    }
  }

  private static void reversePairs(ByteBuffer bytes, int end) {
    for (int i = 0; i < end; i += 8) {
      long v = bytes.getLong(i);
      bytes.putLong(i, (v & LOW_BYTES) << 8 | v >>> 8 & LOW_BYTES);
    }
  }

  private static void reverseQuads(ByteBuffer bytes, int end) {
    for (int i = 0; i < end; i += 8) {
      bytes.putLong(i, Long.rotateLeft(Long.reverseBytes(bytes.getLong(i)), 32));
    }
  }

  private static void reverseOctets(ByteBuffer bytes, int end) {
    for (int i = 0; i < end; i += 8) {
      bytes.putLong(i, Long.reverseBytes(bytes.getLong(i)));
    }
  }

  private static void reverseOne(ByteBuffer bytes, int begin, int voxelBytes) {
    if (voxelBytes == 2) {
      bytes.putShort(begin, Short.reverseBytes(bytes.getShort(begin)));
    } else {
      bytes.putInt(begin, Integer.reverseBytes(bytes.getInt(begin)));
    }
  }
}
