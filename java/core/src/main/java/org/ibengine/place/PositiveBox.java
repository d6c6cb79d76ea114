package org.ibengine.place;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The box from which the patch of an instance is cut. */
public final class PositiveBox {
  private PositiveBox() {}

  /**
   * The instance's box grown by {@code margin} on every side and clipped to the volume, then each
   * axis shorter than the patch grown to it: down by half of what is missing (rounded down), up by
   * the rest, clipped, and if still short anchored at the clipped side. At least the patch size, or
   * the whole axis if the volume is smaller; larger than the patch if the instance is.
   *
   * @param instance must lie inside {@code volume}
   */
  public static Box of(Box instance, int margin, Size3 patch, Size3 volume) {
    int[] begin = new int[3];
    int[] end = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int dim = volume.get(axis);
      int lo = Math.max(0, Math.subtractExact(instance.begin().get(axis), margin));
      int hi = (int) Math.min(dim, (long) instance.end().get(axis) + margin);
      int extra = patch.get(axis) - (hi - lo);
      if (extra > 0) {
        lo = Math.max(0, lo - extra / 2);
        hi = (int) Math.min(dim, (long) hi + extra - extra / 2);
        if (hi - lo < patch.get(axis)) {
          hi = lo == 0 ? Math.min(dim, patch.get(axis)) : hi;
          lo = lo == 0 ? 0 : Math.max(0, hi - patch.get(axis));
        }
      }
      begin[axis] = lo;
      end[axis] = hi;
    }
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }
}
