package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VolumeData;

/**
 * One patch of one volume to be written to memory of the host. Every element of the target is
 * written.
 *
 * @param target receives {@code cut.size.voxels()} elements, x fastest, from {@code target.offset}
 * @param count receives how many elements are not 0, INT32; null where they are not counted. Only
 *     of UINT8
 */
public record PatchGather(VolumeData source, PatchCut cut, Target target, Target count) {

  /** Where a patch goes: {@code offset} in bytes, a multiple of the element size. */
  public record Target(HostBuffer buffer, long offset, ElementType type) implements PatchTarget {
    public Target {
      PatchRules.requireAligned(offset, type);
    }

    @Override
    public long memoryBytes() {
      return buffer.sizeBytes();
    }
  }

  public PatchGather {
    cut.require(source.type(), target);
    PatchRules.requireCount(cut.size(), target, count);
  }

  /** Not counted. */
  public PatchGather(VolumeData source, PatchCut cut, Target target) {
    this(source, cut, target, null);
  }

  /** A plain crop: no turn, no intensity change, 0 outside. */
  public static PatchGather crop(
      VolumeData source, Index3 corner, Size3 size, Normalisation normalisation, Target target) {
    return new PatchGather(source, PatchCut.crop(corner, size, normalisation), target);
  }
}
