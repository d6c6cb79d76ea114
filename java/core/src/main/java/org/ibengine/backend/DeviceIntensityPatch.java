package org.ibengine.backend;

import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.volume.Size3;

/**
 * As {@link IntensityPatch}, in memory of a device.
 *
 * @param size of the patch
 * @param changes made one after the other
 */
public record DeviceIntensityPatch(
    DevicePatchGather.Target target, Size3 size, List<IntensityChange> changes) {
  public DeviceIntensityPatch {
    changes = List.copyOf(changes);
    PatchRules.requireChangeable(target);
    PatchRules.requireRoom(size, target);
  }
}
