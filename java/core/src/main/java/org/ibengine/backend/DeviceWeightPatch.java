package org.ibengine.backend;

import org.ibengine.backend.DevicePatchGather.Target;

/**
 * As {@link WeightPatch}, to memory of a device. Ids are not checked: the map comes from {@link
 * InstanceMap#of}.
 *
 * @param instances where the device reads them
 * @param weights receives {@code cut.size.voxels()} float32, x fastest; null if not wanted
 * @param ids receives {@code cut.size.voxels()} int32, x fastest; null if not wanted
 */
public record DeviceWeightPatch(Instances instances, WeightCut cut, Target weights, Target ids) {

  /**
   * A map that a device can read.
   *
   * @param data what {@link InstanceMap#asVolume} of the map became, by upload or share
   */
  public record Instances(InstanceMap map, DeviceVolume data) {}

  public DeviceWeightPatch {
    cut.require(weights, ids);
  }
}
