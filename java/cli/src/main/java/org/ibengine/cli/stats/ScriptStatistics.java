package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.stats.DatasetStatistics.CaseCounts;
import org.ibengine.cli.text.TextTable;
import org.ibengine.place.Usual;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;

/**
 * What patches of the IB-sampling script tell of a dataset. They do not tell where in the volume a
 * patch was cut, nor how large that was; of an instance they hold what lies inside its own patch.
 *
 * @param seen with volumes of 0 voxels, since nobody knows; windows are stored background patches
 * @param atBorder of each case's instances, those that touch the border of their patch
 */
record ScriptStatistics(DatasetStatistics seen, Map<String, Integer> atBorder) {
  private static final String SOURCE = "patches of the IB-sampling script";

  /**
   * @param given patch size for the ratios; null for the one most lesion patches have
   */
  static ScriptStatistics of(Path folder, Size3 given) {
    int threads = Runtime.getRuntime().availableProcessors();
    String host;
    try (Backend backend = Backends.onHost(threads)) {
      host = backend.name();
    }
    try (IbEngine engine =
        IbEngine.open(folder, EngineOptions.defaults().backend(host).threads(threads))) {
      return of(engine.cases(), engine.pool(), given);
    }
  }

  private static ScriptStatistics of(List<String> cases, PatchPool pool, Size3 given) {
    List<CaseCounts> counts = new ArrayList<>();
    Map<String, Integer> atBorder = new LinkedHashMap<>();
    for (String name : cases) {
      List<PositiveSite> own =
          pool.positives().stream().filter(site -> site.caseName().equals(name)).toList();
      counts.add(count(name, own, pool.negatives()));
      atBorder.put(name, (int) own.stream().filter(ScriptStatistics::isAtBorder).count());
    }
    Size3 patch = given == null ? usualSize(pool) : given;
    return new ScriptStatistics(
        new DatasetStatistics(patch, counts, DatasetStatistics.bins(pool.positives(), patch)),
        atBorder);
  }

  private static CaseCounts count(
      String name, List<PositiveSite> own, List<NegativeSite> negatives) {
    return new CaseCounts(
        name,
        own.size(),
        own.stream().mapToLong(site -> site.instance().voxels()).sum(),
        0,
        (int) negatives.stream().filter(site -> site.caseName().equals(name)).count(),
        own.stream().mapToLong(site -> site.instance().voxels()).min().orElse(0));
  }

  private static boolean isAtBorder(PositiveSite site) {
    Box box = site.instance().box();
    for (int axis = 0; axis < 3; axis++) {
      if (box.begin().get(axis) == 0 || box.end().get(axis) == site.volume().get(axis)) {
        return true;
      }
    }
    return false;
  }

  /** What most lesion patches have; of no lesion patch the first background patch's. */
  private static Size3 usualSize(PatchPool pool) {
    return pool.positives().isEmpty()
        ? pool.negatives().get(0).volume()
        : Usual.patchSize(pool.positives().stream().map(PositiveSite::volume).toList());
  }

  private int instancesAtBorder() {
    return atBorder.values().stream().mapToInt(Integer::intValue).sum();
  }

  String text() {
    TextTable table =
        new TextTable(
            "case", "instances", "at border", "smallest", "foreground", "of volume", "background");
    for (CaseCounts item : seen.cases()) {
      table.row(
          item.name(),
          item.instances(),
          atBorder.get(item.name()),
          StatsFormat.smallest(item),
          Text.format("%,d", item.foreground()),
          "unknown",
          item.windows());
    }
    return Text.format(
        "%s: %d cases, %d instances, %,d of their voxels seen%n%n%s%n"
            + "Counted by lesion patches and background patches; sizes are what lies inside the"
            + " instance's own patch.%nat border: %d instances touch the border of their patch and"
            + " may be larger. Unknown: the size of the volumes,%nwhere in them the patches lie,"
            + " windows that were not stored.%n%n%s%n%s%n",
        SOURCE,
        seen.cases().size(),
        seen.instances(),
        seen.foreground(),
        table,
        instancesAtBorder(),
        StatsFormat.sizes(seen),
        StatsFormat.exposure(seen));
  }

  /** As of a prepared dataset; null is what cannot be known. */
  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("source", SOURCE);
    node.put("instances", seen.instances());
    node.put("instancesAtPatchBorder", instancesAtBorder());
    node.put("foregroundVoxelsSeen", seen.foreground());
    node.putNull("foregroundVoxels").putNull("voxels");
    ArrayNode cases = node.putArray("cases");
    for (CaseCounts item : seen.cases()) {
      cases
          .addObject()
          .put("case", item.name())
          .put("instances", item.instances())
          .put("instancesAtPatchBorder", atBorder.get(item.name()))
          .put("smallestVoxelsSeen", StatsFormat.smallestOrNull(item))
          .put("foregroundVoxelsSeen", item.foreground())
          .putNull("foregroundRatio")
          .put("backgroundPatches", item.windows())
          .putNull("backgroundWindows");
    }
    StatsFormat.putPatchAndSizes(node, seen);
    return node;
  }
}
