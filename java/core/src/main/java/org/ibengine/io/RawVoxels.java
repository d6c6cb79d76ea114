package org.ibengine.io;

import java.nio.ByteBuffer;
import org.ibengine.volume.Float16;
import org.ibengine.volume.VoxelType;

/** Voxels of any type as float64, which holds each of them exactly. */
final class RawVoxels {
  private RawVoxels() {}

  /** Converts all voxels of {@code raw}, from 0 to its limit, to the front of {@code values}. */
  static void toDoubles(ByteBuffer raw, VoxelType type, double[] values) {
    int count = raw.limit() / type.sizeBytes();
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case UINT8 -> raw.get(i) & 0xff;
            case INT8 -> raw.get(i);
            case INT16 -> raw.getShort(2 * i);
            case UINT16 -> raw.getShort(2 * i) & 0xffff;
            case INT32 -> raw.getInt(4 * i);
            case UINT32 -> raw.getInt(4 * i) & 0xffff_ffffL;
            case FLOAT32 -> raw.getFloat(4 * i);
            case FLOAT64 -> raw.getDouble(8 * i);
            case FLOAT16 -> Float16.valueOf(raw.getShort(2 * i));
          };
    }
  }
}
