package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.VoxelType;

/**
 * Writes whole numbers as voxels of one type to lines of voxels along x, little-endian; to lines
 * that are null, nothing. One loop per size of a voxel, because this is how label maps are read.
 */
abstract class LineWriter {
  static LineWriter of(VoxelType type) {
    return switch (type) {
      case UINT8, INT8 -> new Bytes();
      case INT16, UINT16 -> new Shorts();
      case INT32, UINT32, FLOAT32, FLOAT64 -> new Words(type);
      case FLOAT16 -> throw new AssertionError("is not packed");
    };
  }

  /** Writes {@code count} voxels from x on, of the values {@code base + codes[from …]}. */
  abstract void put(ByteBuffer line, int x, int count, int[] codes, int from, int base);

  /** Eight voxels of one value as bytes, if they have 8 or 16 bytes; repeated by {@link #fill}. */
  abstract long pattern(int value);

  /** Voxels in a pattern; 0 where there is none. */
  abstract int perPattern();

  final void copy(ByteBuffer line, int x, int count, int[] codes, int from, int base) {
    if (line != null) {
      put(line, x, count, codes, from, base);
    }
  }

  /** Writes one value {@code count} times. */
  final void fill(ByteBuffer line, int x, int count, int value) {
    if (line == null) {
      return;
    }
    int at = x;
    if (perPattern() > 0) {
      long pattern = pattern(value);
      int bytes = Long.BYTES / perPattern();
      for (; at + perPattern() <= x + count; at += perPattern()) {
        line.putLong(at * bytes, pattern);
      }
    }
    int[] one = {value};
    for (; at < x + count; at++) {
      put(line, at, 1, one, 0, 0);
    }
  }

  private static final class Bytes extends LineWriter {
    @Override
    void put(ByteBuffer line, int x, int count, int[] codes, int from, int base) {
      for (int i = 0; i < count; i++) {
        line.put(x + i, (byte) (base + codes[from + i]));
      }
    }

    @Override
    long pattern(int value) {
      return (value & 0xffL) * 0x0101010101010101L;
    }

    @Override
    int perPattern() {
      return Long.BYTES;
    }
  }

  private static final class Shorts extends LineWriter {
    @Override
    void put(ByteBuffer line, int x, int count, int[] codes, int from, int base) {
      for (int i = 0; i < count; i++) {
        line.putShort((x + i) * Short.BYTES, (short) (base + codes[from + i]));
      }
    }

    @Override
    long pattern(int value) {
      return (value & 0xffffL) * 0x0001000100010001L;
    }

    @Override
    int perPattern() {
      return Long.BYTES / Short.BYTES;
    }
  }

  private static final class Words extends LineWriter {
    private final VoxelType type;

    Words(VoxelType type) {
      this.type = type;
    }

    @Override
    void put(ByteBuffer line, int x, int count, int[] codes, int from, int base) {
      for (int i = 0; i < count; i++) {
        int value = base + codes[from + i];
        switch (type) {
          case FLOAT32 -> line.putFloat((x + i) * Float.BYTES, value);
          case FLOAT64 -> line.putDouble((x + i) * Double.BYTES, value);
          default -> line.putInt((x + i) * Integer.BYTES, value);
        }
      }
    }

    @Override
    long pattern(int value) {
      throw new AssertionError("no pattern");
    }

    @Override
    int perPattern() {
      return 0;
    }
  }
}
