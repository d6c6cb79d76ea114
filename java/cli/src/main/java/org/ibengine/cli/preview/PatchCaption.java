package org.ibengine.cli.preview;

import java.util.function.Predicate;
import org.ibengine.BatchItem;
import org.ibengine.augment.Transform;
import org.ibengine.cli.text.PlanLines;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.error.Printable;
import org.ibengine.plan.Variation;
import org.ibengine.text.Text;

/** What stands under a patch, as much of it as fits. */
final class PatchCaption {
  private PatchCaption() {}

  /** Instance or stratum, then the case, whose name is shortened in its middle until all fits. */
  static String name(BatchItem item, Predicate<String> fits) {
    String what = item.positive() ? "#" + item.instance().id() : item.stratum();
    return FittedText.middle(what + " · ", Printable.line(item.caseName()), fits);
  }

  /** Size of the instance, or that it is drawn for none. */
  static String what(BatchItem item, Predicate<String> fits) {
    if (!item.positive()) {
      return FittedText.begin(item.foreground() ? "box with foreground" : "background", fits);
    }
    return FittedText.begin(
        Text.format(
            "%,d voxel%s, %.1f mm³",
            item.instance().voxels(), item.instance().voxels() == 1 ? "" : "s", item.volumeMm3()),
        fits);
  }

  /** Where the slice was cut, and how it was changed. */
  static String place(PatchSlice patch, Predicate<String> fits) {
    BatchItem item = patch.item();
    String where = item.space() == VoxelSpace.VOLUME ? "at " : "in its stored patch at ";
    return FittedText.begin(
        where + item.corner() + ", z " + patch.z() + changes(item.variation()), fits);
  }

  private static String changes(Variation variation) {
    StringBuilder text = new StringBuilder();
    if (variation.quarterTurns() > 0) {
      text.append(" · ").append(variation.quarterTurns() * 90).append('°');
    }
    String flips = PlanLines.flips(variation);
    if (!flips.isEmpty()) {
      text.append(" · flip ").append(flips);
    }
    if (variation.gain() != 1) {
      text.append(Text.format(" · ×%.2f", variation.gain()));
    }
    if (variation.shift() != 0) {
      text.append(Text.format(" · %+.2f", variation.shift()));
    }
    for (Transform transform : variation.transforms()) {
      text.append(" · ").append(transform.label().replace('_', ' '));
    }
    return text.toString();
  }
}
