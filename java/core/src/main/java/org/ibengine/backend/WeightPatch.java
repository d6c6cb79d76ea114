package org.ibengine.backend;

import org.ibengine.backend.PatchGather.Target;

/**
 * The weights of one patch, its instance ids, or both, to be written to memory of the host. Every
 * element of the targets is written.
 *
 * @param weights receives {@code cut.size.voxels()} float32, x fastest; null if not wanted
 * @param ids receives {@code cut.size.voxels()} int32, x fastest; null if not wanted
 */
public record WeightPatch(InstanceMap instances, WeightCut cut, Target weights, Target ids) {
  public WeightPatch {
    cut.require(weights, ids);
  }
}
