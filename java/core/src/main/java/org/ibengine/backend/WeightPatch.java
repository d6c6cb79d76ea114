package org.ibengine.backend;

import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * The weights of one patch, its instance ids, or both. The patch is that of a {@link PatchGather}
 * with the same corner, size and orientation; voxels outside the volume are background, id 0. Every
 * element of the targets is written.
 *
 * @param corner first voxel of the patch in the volume; may lie outside
 * @param size of the patch before {@code orientation}
 * @param rule of the weights; null where only ids are wanted
 * @param weights receives {@code size.voxels()} float32, x fastest; null if not wanted
 * @param ids receives {@code size.voxels()} int32, x fastest; null if not wanted
 */
public record WeightPatch(
    InstanceMap instances,
    Index3 corner,
    Size3 size,
    Orientation orientation,
    WeightRule rule,
    Target weights,
    Target ids) {
  public WeightPatch {
    PatchRules.requireSquare(orientation, size);
    if (weights == null && ids == null) {
      throw new IllegalArgumentException("a weight patch needs a target: weights, ids or both");
    }
    if (weights != null && rule == null) {
      throw new IllegalArgumentException("weights need a rule; give one, or no target for them");
    }
    require(weights, ElementType.FLOAT32, "weights", size);
    require(ids, ElementType.INT32, "ids", size);
  }

  private static void require(Target target, ElementType type, String what, Size3 size) {
    if (target == null) {
      return;
    }
    if (target.type() != type) {
      throw new IllegalArgumentException(
          "%s are of type %s, the target's was %s".formatted(what, type, target.type()));
    }
    PatchRules.requireRoom(size, type, target.offset(), target.buffer().sizeBytes());
  }
}
