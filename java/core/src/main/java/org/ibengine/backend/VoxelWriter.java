package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Writes float64 values as the voxels of a volume, as {@link Resampling} says. */
final class VoxelWriter {
  private final ByteBuffer bytes;
  private final VoxelType type;

  VoxelWriter(Volume volume) {
    this.bytes = ReferenceCode.bytesOf(volume);
    this.type = volume.type();
  }

  void put(int index, double value) {
    double rounded = rounded(type, value);
    switch (type) {
      case UINT8, INT8 -> bytes.put(index, (byte) (int) rounded);
      case INT16, UINT16 -> bytes.putShort(index * 2, (short) (int) rounded);
      case INT32, UINT32 -> bytes.putInt(index * 4, (int) (long) rounded);
      case FLOAT32 -> bytes.putFloat(index * 4, value == value ? (float) value : Float.NaN);
      case FLOAT64 -> bytes.putDouble(index * 8, value == value ? value : Double.NaN);
      case FLOAT16 -> throw new AssertionError("Resampling refuses it");
    }
  }

  /** The nearest value of an integer type; of others the value itself. */
  static double rounded(VoxelType type, double value) {
    return switch (type) {
      case UINT8 -> clamped(value, 0, 255);
      case INT8 -> clamped(value, -128, 127);
      case INT16 -> clamped(value, -32768, 32767);
      case UINT16 -> clamped(value, 0, 65535);
      case INT32 -> clamped(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> clamped(value, 0, 4294967295.0);
      case FLOAT32, FLOAT64, FLOAT16 -> value;
    };
  }

  private static double clamped(double value, double low, double high) {
    return value == value ? Math.max(low, Math.min(high, Math.rint(value))) : 0;
  }
}
