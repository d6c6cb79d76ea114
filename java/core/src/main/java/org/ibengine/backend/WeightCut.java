package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Which part of an instance map one patch shows, and how it is weighted, independent of where the
 * map lies. The patch is that of a {@link PatchCut} with the same corner, size and orientation;
 * voxels outside the volume are background, id 0.
 *
 * @param corner first voxel of the patch in the volume; may lie outside
 * @param size of the patch before {@code orientation}
 * @param rule of the weights; null if only ids are wanted
 * @param warp as of the {@link PatchCut}; null if there is none
 */
public record WeightCut(
    Index3 corner, Size3 size, Orientation orientation, WeightRule rule, Warp warp) {
  public WeightCut {
    PatchRules.requireSquare(orientation, size);
    PatchRules.requireWarp(warp, orientation, size);
  }

  /** Not warped. */
  public WeightCut(Index3 corner, Size3 size, Orientation orientation, WeightRule rule) {
    this(corner, size, orientation, rule, null);
  }

  void require(PatchTarget weights, PatchTarget ids) {
    if (weights == null && ids == null) {
      throw new IllegalArgumentException("a weight patch needs a target: weights, ids or both");
    }
    if (weights != null && rule == null) {
      throw new IllegalArgumentException("weights need a rule; give one, or no target for them");
    }
    require(weights, ElementType.FLOAT32, "weights");
    require(ids, ElementType.INT32, "ids");
  }

  private void require(PatchTarget target, ElementType type, String what) {
    if (target == null) {
      return;
    }
    if (target.type() != type) {
      throw new IllegalArgumentException(
          Text.format("%s are of type %s, the target's was %s", what, type, target.type()));
    }
    PatchRules.requireRoom(size, target);
  }
}
