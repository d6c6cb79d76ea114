package org.ibengine.cli.preview;

import org.ibengine.BatchItem;
import org.ibengine.cli.text.PlanLines;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.plan.Variation;
import org.ibengine.text.Text;

/** What stands under a patch. */
final class PatchCaption {
  private PatchCaption() {}

  static String name(BatchItem item) {
    return item.positive()
        ? Text.format("%s  #%d", item.caseName(), item.instance().id())
        : Text.format("%s  background (%s)", item.caseName(), item.stratum());
  }

  static String details(PatchSlice patch) {
    BatchItem item = patch.item();
    String size =
        item.positive()
            ? Text.format(
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
      text.append(Text.format(" · ×%.2f", variation.gain()));
    }
    if (variation.shift() != 0) {
      text.append(Text.format(" · %+.2f", variation.shift()));
    }
    return text.toString();
  }
}
