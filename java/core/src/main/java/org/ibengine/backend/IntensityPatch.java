package org.ibengine.backend;

import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.volume.Size3;

/**
 * One channel of one patch in memory of the host, whose intensities are changed in place.
 *
 * @param size of the patch
 * @param changes made one after the other
 */
public record IntensityPatch(PatchGather.Target target, Size3 size, List<IntensityChange> changes) {
  public IntensityPatch {
    changes = List.copyOf(changes);
    PatchRules.requireChangeable(target);
    PatchRules.requireRoom(size, target);
  }
}
