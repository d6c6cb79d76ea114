package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather;
import org.ibengine.label.Instance;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelType;

/** The structures of ib_cpu.h as bytes. Fields are written and read in their order there. */
final class Layouts {
  /** {@code sizeof(ib_patch)}. */
  static final int PATCH_BYTES = 120;

  /** {@code sizeof(ib_instance)}. */
  static final int INSTANCE_BYTES = 88 + Instance.MAX_ANCHORS * 3 * Integer.BYTES;

  /** {@code sizeof(ib_run)}. */
  static final int RUN_BYTES = 5 * Integer.BYTES;

  private static final int FLIP_X = 4;
  private static final int FLIP_Y = 8;
  private static final int FLIP_Z = 16;
  private static final int NORMALISE = 32;

  private Layouts() {}

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

  /** Appends one {@code ib_patch}. */
  static void putPatch(ByteBuffer out, PatchGather patch) {
    out.putLong(CpuBuffer.of(patch.source().data()).address());
    out.putLong(CpuBuffer.of(patch.target().buffer()).address() + patch.target().offset());
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
    out.putFloat(patch.cut().intensity().gain()).putFloat(patch.cut().intensity().shift());
    out.putFloat(patch.cut().fill());
    out.putInt(code(patch.source().type())).putInt(code(patch.target().type()));
    out.putInt(flags(patch.cut().orientation()) | (limits == null ? 0 : NORMALISE));
  }

  static int flags(Orientation orientation) {
    return orientation.quarterTurns()
        | (orientation.flipX() ? FLIP_X : 0)
        | (orientation.flipY() ? FLIP_Y : 0)
        | (orientation.flipZ() ? FLIP_Z : 0);
  }

  /** Reads one {@code ib_instance} and moves on to the next. */
  static Instance getInstance(ByteBuffer in, int id) {
    int start = in.position();
    long voxels = in.getLong();
    Box box = new Box(getIndex(in), getIndex(in));
    double divisor = voxels;
    Instance.Centroid centroid =
        new Instance.Centroid(
            in.getLong() / divisor, in.getLong() / divisor, in.getLong() / divisor);
    int anchorCount = in.getInt();
    in.getInt(); // reserved
    List<Index3> anchors = new ArrayList<>(anchorCount);
    for (int k = 0; k < anchorCount; k++) {
      anchors.add(new Index3(in.getInt(), in.getInt(), in.getInt()));
    }
    in.position(start + INSTANCE_BYTES);
    return new Instance(id, voxels, box, centroid, anchors);
  }

  private static Index3 getIndex(ByteBuffer in) {
    return new Index3(
        Math.toIntExact(in.getLong()),
        Math.toIntExact(in.getLong()),
        Math.toIntExact(in.getLong()));
  }
}
