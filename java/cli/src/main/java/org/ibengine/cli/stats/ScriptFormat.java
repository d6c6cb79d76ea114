package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.ScriptStatistics;
import org.ibengine.dataset.ScriptStatistics.CaseCount;
import org.ibengine.text.Text;

/** How {@code ib stats} shows patches of the IB-sampling script. */
final class ScriptFormat {
  private static final String SOURCE = "patches of the IB-sampling script";

  private ScriptFormat() {}

  static String text(ScriptStatistics seen) {
    TextTable table =
        new TextTable(
            "case", "instances", "at border", "smallest", "foreground", "of volume", "background");
    for (CaseCount item : seen.cases()) {
      table.row(
          item.name(),
          item.instances(),
          item.atBorder(),
          StatsFormat.smallest(item.smallestSeen()),
          Text.format("%,d", item.foregroundSeen()),
          "unknown",
          item.background());
    }
    return Text.format(
        "%s: %s, %s, %,d of their voxels seen%n%n%s%n"
            + "Counted by lesion patches and background patches; sizes are what lies inside the"
            + " instance's own patch.%nat border (%s): touches the border of its patch and"
            + " may be larger. Unknown: the size of the volumes,%nwhere in them the patches lie,"
            + " windows that were not stored.%n%n%s%n%s%n",
        SOURCE,
        Text.counted(seen.cases().size(), "case"),
        Text.counted(seen.instances(), "instance"),
        seen.foregroundSeen(),
        table,
        Text.counted(seen.atBorder(), "instance"),
        ExposureFormat.sizes(seen.sizes()),
        ExposureFormat.text(seen.sizes()));
  }

  /** As of a prepared dataset; null is what cannot be known. */
  static ObjectNode json(ScriptStatistics seen) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("source", SOURCE);
    node.put("instances", seen.instances());
    node.put("instancesAtPatchBorder", seen.atBorder());
    node.put("foregroundVoxelsSeen", seen.foregroundSeen());
    node.putNull("foregroundVoxels").putNull("voxels");
    ArrayNode cases = node.putArray("cases");
    for (CaseCount item : seen.cases()) {
      cases
          .addObject()
          .put("case", item.name())
          .put("instances", item.instances())
          .put("instancesAtPatchBorder", item.atBorder())
          .put("smallestVoxelsSeen", StatsFormat.orNull(item.smallestSeen()))
          .put("foregroundVoxelsSeen", item.foregroundSeen())
          .putNull("foregroundRatio")
          .put("backgroundPatches", item.background())
          .putNull("backgroundWindows");
    }
    ExposureFormat.put(node, seen.patchSize(), seen.sizes());
    return node;
  }
}
