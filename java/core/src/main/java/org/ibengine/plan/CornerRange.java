package org.ibengine.plan;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The corners that a patch may have along one axis: from {@code first} to {@code last}. */
public record CornerRange(int first, int last) {
  /**
   * Those that {@link Placement#JITTER} draws from, wherever the volume ends: of patches that hold
   * the instance whole along the axis, or if it is longer than the patch, of those that hold the
   * anchor.
   *
   * @param extent of the instance
   */
  public static CornerRange jitter(Box extent, Index3 anchor, Size3 patch, int axis) {
    int begin = extent.begin().get(axis);
    int end = extent.end().get(axis);
    int size = patch.get(axis);
    return end - begin <= size
        ? new CornerRange(end - size, begin)
        : new CornerRange(anchor.get(axis) - size + 1, anchor.get(axis));
  }

  /** Of these, those of patches that lie in the volume; 0 where it is shorter than the patch. */
  public CornerRange inside(Size3 volume, Size3 patch, int axis) {
    return within(0, Math.max(0, volume.get(axis) - patch.get(axis)));
  }

  CornerRange within(int lowest, int highest) {
    return new CornerRange(Math.max(first, lowest), Math.min(last, highest));
  }

  /** How many; none if {@code last} is before {@code first}. */
  public int count() {
    return Math.max(0, last - first + 1);
  }
}
