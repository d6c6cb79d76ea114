package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * {@code ib_patch} of ib_cpu.h as bytes, with which {@code ib_cuda_patch} of ib_cuda.h begins, and
 * the codes and flags that both headers share. Fields are written in their order there, in the byte
 * order of the buffer.
 */
public final class PatchLayout {
  /** {@code sizeof(ib_patch)}. */
  public static final int BYTES = 136;

  private static final int FLIP_X = 4;
  private static final int FLIP_Y = 8;
  private static final int FLIP_Z = 16;
  private static final int NORMALISE = 32;
  private static final int PACKED = 64;

  /** Not read, for want of the flag. */
  private static final Normalisation NONE = new Normalisation(0, 0, 0, 0);

  /**
   * A volume where native code reads it.
   *
   * @param packed whether it is packed
   */
  public record Source(long address, Size3 size, VoxelType type, boolean packed) {
    /** Raw voxels. */
    public Source(long address, Size3 size, VoxelType type) {
      this(address, size, type, false);
    }
  }

  /**
   * Where native code writes a patch.
   *
   * @param address of the first element
   * @param count address of the number of elements that are not 0; 0 if they are not counted
   */
  public record Target(long address, ElementType type, long count) {}

  private PatchLayout() {}

  /** Appends one, {@link #BYTES} long. */
  public static void put(ByteBuffer out, Source source, Target target, PatchCut cut) {
    out.putLong(source.address()).putLong(target.address());
    put(out, source.size());
    put(out, cut.corner());
    put(out, cut.size());
    put(out, cut.normalisation() == null ? NONE : cut.normalisation());
    out.putFloat(cut.intensity().gain()).putFloat(cut.intensity().shift());
    out.putFloat(cut.fill());
    out.putInt(code(source.type())).putInt(code(target.type()));
    out.putInt(flags(source, cut));
    out.putLong(target.count());
  }

  private static int flags(Source source, PatchCut cut) {
    return flags(cut.orientation())
        | (cut.normalisation() == null ? 0 : NORMALISE)
        | (source.packed() ? PACKED : 0);
  }

  private static void put(ByteBuffer out, Normalisation scale) {
    out.putFloat(scale.subtract()).putFloat(scale.divide());
    out.putFloat(scale.clampLow()).putFloat(scale.clampHigh());
  }

  static void put(ByteBuffer out, Size3 size) {
    out.putLong(size.x()).putLong(size.y()).putLong(size.z());
  }

  static void put(ByteBuffer out, Index3 corner) {
    out.putLong(corner.x()).putLong(corner.y()).putLong(corner.z());
  }

  /** {@code IB_UINT8} and the others. */
  public static int code(VoxelType type) {
    return switch (type) {
      case UINT8 -> 0;
      case INT8 -> 1;
      case INT16 -> 2;
      case UINT16 -> 3;
      case INT32 -> 4;
      case UINT32 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case FLOAT16 -> 8;
    };
  }

  /** {@code IB_TO_UINT8} and the others. */
  public static int code(ElementType type) {
    return switch (type) {
      case UINT8 -> 0;
      case FLOAT16 -> 1;
      case FLOAT32 -> 2;
      case INT32 -> throw new AssertionError("PatchCut refuses it");
    };
  }

  static int flags(Orientation orientation) {
    return orientation.quarterTurns()
        | (orientation.flipX() ? FLIP_X : 0)
        | (orientation.flipY() ? FLIP_Y : 0)
        | (orientation.flipZ() ? FLIP_Z : 0);
  }
}
