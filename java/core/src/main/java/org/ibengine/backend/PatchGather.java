package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * One patch of one volume to be written to memory. Per voxel inside the volume: converted to
 * float32, normalised (if {@code normalisation} is not null), then {@code intensity}, then to the
 * target type (float16 by round-to-nearest-even; uint8 exactly, for label maps: source UINT8, no
 * normalisation, identity intensity). Voxels outside become {@code fill} as it is. Every element of
 * the target is written.
 *
 * @param corner first voxel of the patch in the volume; may lie outside
 * @param size of the patch before {@code orientation}
 * @param target receives {@code size.voxels()} elements, x fastest, from {@code target.offset}
 */
public record PatchGather(
    Volume source,
    Index3 corner,
    Size3 size,
    Normalisation normalisation,
    Orientation orientation,
    Intensity intensity,
    float fill,
    Target target) {

  /** Where a patch goes: {@code offset} in bytes, a multiple of the element size. */
  public record Target(HostBuffer buffer, long offset, ElementType type) {
    public Target {
      PatchRules.requireAligned(offset, type);
    }
  }

  public PatchGather {
    PatchRules.requireSquare(orientation, size);
    PatchRules.requirePlainCopy(
        target.type(), source.type(), normalisation != null || !intensity.isIdentity(), fill);
    PatchRules.requireRoom(size, target.type(), target.offset(), target.buffer().sizeBytes());
  }

  /** A plain crop: no turn, no intensity change, 0 outside. */
  public static PatchGather crop(
      Volume source, Index3 corner, Size3 size, Normalisation normalisation, Target target) {
    return new PatchGather(
        source, corner, size, normalisation, Orientation.IDENTITY, Intensity.IDENTITY, 0f, target);
  }
}
