package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * As {@link PatchGather}, from and to memory of a device.
 *
 * @param corner first voxel of the patch in the volume; may lie outside
 * @param size of the patch before {@code orientation}
 * @param normalisation none if null
 * @param target receives {@code size.voxels()} elements, x fastest, from {@code target.offset}
 */
public record DevicePatchGather(
    DeviceVolume source,
    Index3 corner,
    Size3 size,
    Normalisation normalisation,
    Orientation orientation,
    Intensity intensity,
    float fill,
    Target target) {

  /** Where a patch goes: {@code offset} in bytes, a multiple of the element size. */
  public record Target(DeviceMemory memory, long offset, ElementType type) {
    public Target {
      PatchRules.requireAligned(offset, type);
    }
  }

  public DevicePatchGather {
    PatchRules.requireSquare(orientation, size);
    PatchRules.requirePlainCopy(
        target.type(), source.type(), normalisation != null || !intensity.isIdentity(), fill);
    PatchRules.requireRoom(size, target.type(), target.offset(), target.memory().sizeBytes());
  }

  /** A plain crop: no turn, no intensity change, 0 outside. */
  public static DevicePatchGather crop(
      DeviceVolume source, Index3 corner, Size3 size, Normalisation normalisation, Target target) {
    return new DevicePatchGather(
        source, corner, size, normalisation, Orientation.IDENTITY, Intensity.IDENTITY, 0f, target);
  }
}
