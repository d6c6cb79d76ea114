package org.ibengine.backend;

import org.ibengine.backend.DevicePatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * As {@link WeightPatch}, to memory of a device. Ids are not checked: the map comes from {@link
 * InstanceMap#of}.
 *
 * @param instances where the device reads them
 * @param rule of the weights; null where only ids are wanted
 * @param weights receives {@code size.voxels()} float32, x fastest; null if not wanted
 * @param ids receives {@code size.voxels()} int32, x fastest; null if not wanted
 */
public record DeviceWeightPatch(
    Instances instances,
    Index3 corner,
    Size3 size,
    Orientation orientation,
    WeightRule rule,
    Target weights,
    Target ids) {

  /**
   * A map that a device can read.
   *
   * @param data what {@link InstanceMap#asVolume} of the map became, by upload or share
   */
  public record Instances(InstanceMap map, DeviceVolume data) {}

  public DeviceWeightPatch {
    PatchRules.requireSquare(orientation, size);
    PatchRules.requireWeights(rule, weights != null, ids != null);
    require(weights, ElementType.FLOAT32, "weights", size);
    require(ids, ElementType.INT32, "ids", size);
  }

  private static void require(Target target, ElementType type, String what, Size3 size) {
    if (target != null) {
      PatchRules.requireType(target.type(), type, what);
      PatchRules.requireRoom(size, type, target.offset(), target.memory().sizeBytes());
    }
  }
}
