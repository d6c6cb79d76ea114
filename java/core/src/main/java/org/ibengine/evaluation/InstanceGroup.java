package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.ibengine.label.SizeBin;
import org.ibengine.text.Text;

/**
 * The instances that one curve counts, by their size.
 *
 * @param label for people and files
 * @param holds whether an instance of that many voxels belongs to it
 */
public record InstanceGroup(String label, LongPredicate holds) {
  /** Every instance. */
  public static final InstanceGroup ALL = new InstanceGroup("all", voxels -> true);

  /** One group for each size bin. */
  public static List<InstanceGroup> sizeBins() {
    List<InstanceGroup> groups = new ArrayList<>();
    for (SizeBin bin : SizeBin.values()) {
      groups.add(new InstanceGroup(bin.label(), voxels -> SizeBin.of(voxels) == bin));
    }
    return groups;
  }

  /**
   * Two groups: smaller than {@code diameter}, and the rest.
   *
   * @param diameter of a ball with as many voxels, in voxels
   */
  public static List<InstanceGroup> splitAt(double diameter) {
    if (!(diameter > 0 && Double.isFinite(diameter))) {
      throw new IllegalArgumentException("the diameter must be positive, was " + diameter);
    }
    String text = Text.format("%s", diameter).replaceAll("\\.0$", "");
    LongPredicate small = voxels -> TruthObject.diameterOf(voxels) < diameter;
    return List.of(
        new InstanceGroup("small (d<" + text + ")", small),
        new InstanceGroup("large (d>=" + text + ")", small.negate()));
  }
}
