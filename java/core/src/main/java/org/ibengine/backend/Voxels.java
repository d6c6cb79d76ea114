package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The voxels of a volume as float64, which holds every voxel type exactly. */
final class Voxels {
  private final ByteBuffer bytes;
  private final VoxelType type;
  private final int count;

  Voxels(Volume volume) {
    this.bytes = ReferenceCode.bytesOf(volume);
    this.type = volume.type();
    this.count = (int) volume.size().voxels(); // the buffer holds them
  }

  int count() {
    return count;
  }

  double get(int index) {
    return switch (type) {
      case UINT8 -> bytes.get(index) & 0xFF;
      case INT8 -> bytes.get(index);
      case INT16 -> bytes.getShort(index * 2);
      case UINT16 -> bytes.getShort(index * 2) & 0xFFFF;
      case INT32 -> bytes.getInt(index * 4);
      case UINT32 -> bytes.getInt(index * 4) & 0xFFFF_FFFFL;
      case FLOAT32 -> bytes.getFloat(index * 4);
      case FLOAT64 -> bytes.getDouble(index * 8);
      case FLOAT16 -> Float16.valueOf(bytes.getShort(index * 2));
    };
  }
}
