package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

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
      if (offset < 0 || offset % type.sizeBytes() != 0) {
        throw new IllegalArgumentException(
            "target offset must be a non-negative multiple of %d, was %d"
                .formatted(type.sizeBytes(), offset));
      }
    }
  }

  public PatchGather {
    if ((orientation.quarterTurns() & 1) == 1 && size.x() != size.y()) {
      throw new IllegalArgumentException(
          "an odd quarter turn needs a patch square in x and y, was " + size);
    }
    if (target.type() == ElementType.UINT8
        && (source.type() != VoxelType.UINT8
            || normalisation != null
            || !intensity.equals(Intensity.IDENTITY))) {
      throw new IllegalArgumentException(
          "a uint8 patch is a plain copy of a UINT8 volume, source was "
              + source.type()
              + (normalisation == null ? "" : ", normalised"));
    }
    if (target.type() == ElementType.UINT8 && !(fill >= 0 && fill <= 255 && fill == (int) fill)) {
      throw new IllegalArgumentException(
          "the fill of a uint8 patch must be an integer from 0 to 255, was " + fill);
    }
    long end = Math.addExact(target.offset(), size.voxels() * target.type().sizeBytes());
    if (end > target.buffer().sizeBytes()) {
      throw new IllegalArgumentException(
          "a patch of %s %s elements at %d ends at %d, the buffer holds %d bytes"
              .formatted(size, target.type(), target.offset(), end, target.buffer().sizeBytes()));
    }
  }

  /** A plain crop: no turn, no intensity change, 0 outside. */
  public static PatchGather crop(
      Volume source, Index3 corner, Size3 size, Normalisation normalisation, Target target) {
    return new PatchGather(
        source, corner, size, normalisation, Orientation.IDENTITY, Intensity.IDENTITY, 0f, target);
  }
}
