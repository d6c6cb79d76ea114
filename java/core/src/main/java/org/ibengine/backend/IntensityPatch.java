package org.ibengine.backend;

import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.tensor.ElementType;
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
    if (target.type() != ElementType.FLOAT32 && target.type() != ElementType.FLOAT16) {
      throw new IllegalArgumentException(
          "intensities are changed of FLOAT16 or FLOAT32, was " + target.type());
    }
    PatchRules.requireRoom(size, target);
  }
}
