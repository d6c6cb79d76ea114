package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** The {@code ib_cuda_patch} structures of a launch. Fields are written in their order there. */
final class PatchTable {
  /** {@code sizeof(ib_cuda_patch)}. */
  static final int PATCH_BYTES = 128;

  /** {@code IB_GATHER_THREADS}. */
  static final int THREADS = 256;

  private static final int TILE_X = 128; // IB_GATHER_TILE_X
  private static final int TILE_Y = 32; // IB_GATHER_TILE_Y
  private static final int FLIP_X = 4;
  private static final int FLIP_Y = 8;
  private static final int FLIP_Z = 16;
  private static final int NORMALISE = 32;

  private PatchTable() {}

  static int code(VoxelType type) {
    return switch (type) {
      case UINT8 -> 0;
      case INT8 -> 1;
      case INT16 -> 2;
      case UINT16 -> 3;
      case INT32 -> 4;
      case UINT32 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
    };
  }

  private static int code(ElementType type) {
    return switch (type) {
      case UINT8 -> 0;
      case FLOAT16 -> 1;
      case FLOAT32 -> 2;
      case INT32 -> throw new AssertionError("PatchGather refuses it");
    };
  }

  /** Appends all patches; how many blocks they take. */
  static int write(ByteBuffer out, List<DevicePatchGather> patches) {
    long tiles = 0;
    for (DevicePatchGather patch : patches) {
      put(out, patch);
      out.putLong(tiles);
      tiles = Math.addExact(tiles, tiles(patch.cut().size()));
    }
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch may have at most %d tiles of %d by %d voxels, has %d"
              .formatted(Integer.MAX_VALUE, TILE_X, TILE_Y, tiles));
    }
    return (int) tiles;
  }

  private static long tiles(Size3 size) {
    long across = (size.x() - 1) / TILE_X + 1;
    long down = (size.y() - 1) / TILE_Y + 1;
    return across * down * size.z();
  }

  private static void put(ByteBuffer out, DevicePatchGather patch) {
    out.putLong(CudaVolume.of(patch.source()).address());
    out.putLong(patch.target().memory().address() + patch.target().offset());
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(patch.source().size().get(axis));
    }
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(patch.cut().corner().get(axis));
    }
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(patch.cut().size().get(axis));
    }
    Normalisation limits = patch.cut().normalisation();
    out.putFloat(limits == null ? 0 : limits.low()).putFloat(limits == null ? 0 : limits.high());
    out.putFloat(finite(patch.cut().intensity().gain()))
        .putFloat(finite(patch.cut().intensity().shift()));
    out.putFloat(patch.cut().fill());
    out.putInt(code(patch.source().type())).putInt(code(patch.target().type()));
    out.putInt(flags(patch.cut().orientation()) | (limits == null ? 0 : NORMALISE));
  }

  private static float finite(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("gain and shift must be finite, was " + value);
    }
    return value;
  }

  static int flags(Orientation orientation) {
    return orientation.quarterTurns()
        | (orientation.flipX() ? FLIP_X : 0)
        | (orientation.flipY() ? FLIP_Y : 0)
        | (orientation.flipZ() ? FLIP_Z : 0);
  }
}
