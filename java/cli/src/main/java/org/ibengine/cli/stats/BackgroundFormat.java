package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.BackgroundStatistics;
import org.ibengine.dataset.BackgroundStatistics.Pool;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** How {@code ib stats} shows what epochs would show of the background. */
final class BackgroundFormat {
  private static final int MANY = 10; // epochs

  private BackgroundFormat() {}

  static String text(BackgroundStatistics background) {
    TextTable table =
        new TextTable(
            "background", "windows", "left out as air", "per epoch", "seen in 1", "in 10 epochs");
    for (Pool pool : background.pools()) {
      table.row(
          pool.stratum(),
          Text.format("%,d", pool.windows()),
          StatsFormat.percent(pool.airShare()),
          Text.format("%,d", pool.perEpoch()),
          StatsFormat.percent(pool.shownAfter(1)),
          StatsFormat.percent(pool.shownAfter(MANY)));
    }
    Size3 patch = background.patchSize();
    return Text.format(
        "%nBackground windows of %d %d %d voxels, and how many of them epochs would show%n%s",
        patch.x(), patch.y(), patch.z(), table);
  }

  /** One line for each pool that is too small. */
  static List<String> warnings(BackgroundStatistics background) {
    return background.pools().stream().filter(Pool::isTooSmall).map(BackgroundFormat::of).toList();
  }

  private static String of(Pool pool) {
    return Text.format(
        "an epoch asks for %,d background patches from %s, which has %s: some would be shown more"
            + " than once; take %sa smaller --ratio or another patch size",
        pool.perEpoch(),
        pool.stratum(),
        pool.windows() == 1 ? "1 window" : Text.format("%,d windows", pool.windows()),
        pool.stratum().equals("anywhere") ? "" : "--negatives anywhere or a share of it, ");
  }

  static void put(ObjectNode node, BackgroundStatistics background) {
    ObjectNode object = node.putObject("background");
    Size3 patch = background.patchSize();
    object.putArray("patchSize").add(patch.x()).add(patch.y()).add(patch.z());
    object.put("patchesPerEpoch", background.perEpoch());
    ArrayNode pools = object.putArray("pools");
    for (Pool pool : background.pools()) {
      pools
          .addObject()
          .put("stratum", pool.stratum())
          .put("windows", pool.windows())
          .put("leftOutAsAir", pool.air())
          .put("leftOutShare", pool.airShare())
          .put("patchesPerEpoch", pool.perEpoch())
          .put("shownAfter1Epoch", pool.shownAfter(1))
          .put("shownAfter10Epochs", pool.shownAfter(MANY))
          .put("tooSmall", pool.isTooSmall());
    }
  }
}
