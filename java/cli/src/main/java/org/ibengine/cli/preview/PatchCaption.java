package org.ibengine.cli.preview;

import java.util.Locale;
import org.ibengine.BatchItem;
import org.ibengine.cli.text.PlanLines;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.plan.Variation;

/** What stands under a patch. */
final class PatchCaption {
  private PatchCaption() {}

  static String name(BatchItem item) {
    return item.positive()
        ? "%s  #%d".formatted(item.caseName(), item.instance().id())
        : "%s  background".formatted(item.caseName());
  }

  static String details(PatchSlice patch) {
    BatchItem item = patch.item();
    String size =
        item.positive()
            ? String.format(
                Locale.ROOT,
                "%,d voxel%s, %.1f mm³ · ",
                item.instance().voxels(),
                item.instance().voxels() == 1 ? "" : "s",
                item.volumeMm3())
            : "";
    String where = item.space() == VoxelSpace.VOLUME ? "at " : "in its stored patch at ";
    return size + where + item.corner() + ", z " + patch.z() + changes(item.variation());
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
      text.append(String.format(Locale.ROOT, " · ×%.2f", variation.gain()));
    }
    if (variation.shift() != 0) {
      text.append(String.format(Locale.ROOT, " · %+.2f", variation.shift()));
    }
    return text.toString();
  }
}
