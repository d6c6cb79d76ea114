package org.ibengine.backend;

import org.ibengine.volume.Float16;
import org.ibengine.volume.VoxelType;

/** Voxels of 32 and 64 bits, and of float16, as unsigned numbers that sort as the voxels do. */
enum VoxelKeys {
  HALF(16) {
    @Override
    long key(double value) {
      int bits = Float16.bitsOf((float) value); // the sign in all upper bits
      return (bits ^ (bits >> 31 | 0x8000)) & 0xFFFF;
    }

    @Override
    double value(long key) {
      int bits = (int) key;
      return Float16.valueOf((short) (bits >= 0x8000 ? bits ^ 0x8000 : ~bits));
    }
  },
  INTEGER(32) {
    @Override
    long key(double value) {
      return (long) value - Integer.MIN_VALUE;
    }

    @Override
    double value(long key) {
      return key + Integer.MIN_VALUE;
    }
  },
  UNSIGNED(32) {
    @Override
    long key(double value) {
      return (long) value;
    }

    @Override
    double value(long key) {
      return key;
    }
  },
  FLOAT(32) {
    @Override
    long key(double value) {
      int bits = Float.floatToRawIntBits((float) value);
      return (bits ^ (bits >> 31 | Integer.MIN_VALUE)) & 0xFFFF_FFFFL;
    }

    @Override
    double value(long key) {
      int bits = (int) key;
      return Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
    }
  },
  DOUBLE(64) {
    @Override
    long key(double value) {
      long bits = Double.doubleToRawLongBits(value);
      return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    @Override
    double value(long key) {
      return Double.longBitsToDouble(key < 0 ? key ^ Long.MIN_VALUE : ~key);
    }
  };

  private final int bits;

  VoxelKeys(int bits) {
    this.bits = bits;
  }

  static VoxelKeys of(VoxelType type) {
    return switch (type) {
      case INT32 -> INTEGER;
      case UINT32 -> UNSIGNED;
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case FLOAT16 -> HALF;
      default ->
          throw new IllegalArgumentException(
              "a type of 32 or 64 bits or float16 is needed, was " + type);
    };
  }

  int bits() {
    return bits;
  }

  abstract long key(double value);

  abstract double value(long key);
}
