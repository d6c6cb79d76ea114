package org.ibengine.synth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** The NIfTI-1 header of a phantom: no scaling, axes along x, y and z, the middle at 0 mm. */
final class NiftiHeader {
  /** Header and the empty extension field, up to the first voxel. */
  static final int BYTES = 352;

  private NiftiHeader() {}

  /** Appends {@link #BYTES} bytes. */
  static void put(PhantomOptions options, VoxelType type, ByteBuffer target) {
    ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, 348);
    putGrid(options.size(), options.spacing(), header);
    header.putShort(70, code(type)).putShort(72, (short) (8 * type.sizeBytes()));
    header.putFloat(108, BYTES).putFloat(112, 1).putFloat(116, 0);
    header.put(123, (byte) 2); // mm
    header.put(148, "ib synth".getBytes(StandardCharsets.US_ASCII));
    putPosition(options.size(), options.spacing(), header);
    header.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
    target.put(header.position(0));
  }

  private static void putGrid(Size3 size, Spacing spacing, ByteBuffer header) {
    header.putShort(40, (short) 3);
    header.putFloat(76, 1); // right-handed
    double[] mm = {spacing.x(), spacing.y(), spacing.z()};
    for (int axis = 0; axis < 3; axis++) {
      header.putShort(42 + 2 * axis, (short) size.get(axis));
      header.putFloat(80 + 4 * axis, (float) mm[axis]);
    }
    for (int axis = 3; axis < 7; axis++) {
      header.putShort(42 + 2 * axis, (short) 1);
      header.putFloat(80 + 4 * axis, 1);
    }
  }

  private static void putPosition(Size3 size, Spacing spacing, ByteBuffer header) {
    header.putShort(252, (short) 1).putShort(254, (short) 1); // qform and sform: scanner
    double[] mm = {spacing.x(), spacing.y(), spacing.z()};
    for (int axis = 0; axis < 3; axis++) {
      float origin = (float) (-0.5 * (size.get(axis) - 1) * mm[axis]);
      header.putFloat(268 + 4 * axis, origin);
      header.putFloat(280 + 16 * axis + 4 * axis, (float) mm[axis]);
      header.putFloat(280 + 16 * axis + 12, origin);
    }
  }

  private static short code(VoxelType type) {
    return switch (type) {
      case UINT8 -> 2;
      case INT16 -> 4;
      case FLOAT32 -> 16;
      case UINT16 -> 512;
      default -> throw new IllegalArgumentException("phantoms have no voxels of " + type);
    };
  }
}
