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
    PatchRules.requireWeights(rule, weights != null, ids != null);
    require(weights, ElementType.FLOAT32, "weights", size);
    require(ids, ElementType.INT32, "ids", size);
  }

  private static void require(Target target, ElementType type, String what, Size3 size) {
    if (target != null) {
      PatchRules.requireType(target.type(), type, what);
      PatchRules.requireRoom(size, type, target.offset(), target.buffer().sizeBytes());
    }
  }
}
