package org.ibengine.backend;

import org.ibengine.tensor.ElementType;

/**
 * As {@link PatchGather}, from and to memory of a device.
 *
 * @param target receives {@code cut.size.voxels()} elements, x fastest, from {@code target.offset}
 * @param count as of {@link PatchGather}; null where elements are not counted
 */
public record DevicePatchGather(DeviceVolume source, PatchCut cut, Target target, Target count) {

  /** Where a patch goes: {@code offset} in bytes, a multiple of the element size. */
  public record Target(DeviceMemory memory, long offset, ElementType type) implements PatchTarget {
    public Target {
      PatchRules.requireAligned(offset, type);
    }

    @Override
    public long memoryBytes() {
      return memory.sizeBytes();
    }
  }

  public DevicePatchGather {
    cut.require(source.type(), target);
    PatchRules.requireCount(cut.size(), target, count);
  }

  /** Not counted. */
  public DevicePatchGather(DeviceVolume source, PatchCut cut, Target target) {
    this(source, cut, target, null);
  }
}
