package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.ibengine.cli.stats.DatasetStatistics.BinCounts;
import org.ibengine.cli.stats.DatasetStatistics.CaseCounts;
import org.ibengine.cli.stats.DatasetStatistics.Exposure;
import org.ibengine.cli.stats.DatasetStatistics.Sampling;
import org.ibengine.cli.text.TextTable;
import org.ibengine.text.Text;

/** How {@code ib stats} shows a dataset, to people and to programs. */
final class StatsFormat {
  private StatsFormat() {}

  static String text(DatasetStatistics statistics) {
    return Text.format(
        "%d cases, %d instances, %,d of %,d voxels are foreground (%s)%n%n%s%n%s%n%s%n",
        statistics.cases().size(),
        statistics.instances(),
        statistics.foreground(),
        statistics.voxels(),
        percent((double) statistics.foreground() / statistics.voxels()),
        cases(statistics),
        sizes(statistics),
        exposure(statistics));
  }

  private static TextTable cases(DatasetStatistics statistics) {
    TextTable table =
        new TextTable("case", "instances", "smallest", "foreground", "of volume", "windows");
    for (CaseCounts item : statistics.cases()) {
      table.row(
          item.name(),
          item.instances(),
          smallest(item),
          Text.format("%,d", item.foreground()),
          percent(item.foregroundRatio()),
          item.windows());
    }
    return table;
  }

  /** Nothing where there is no instance. */
  static String smallest(CaseCounts item) {
    return item.instances() == 0 ? "–" : Text.format("%,d", item.smallest());
  }

  /** Null where there is no instance. */
  static Long smallestOrNull(CaseCounts item) {
    return item.instances() == 0 ? null : item.smallest();
  }

  static TextTable sizes(DatasetStatistics statistics) {
    TextTable table =
        new TextTable(
            "size in voxels", "instances", "share", "foreground", "share", "median of a patch");
    for (BinCounts bin : statistics.bins()) {
      table.row(
          bin.bin().label(),
          bin.instances(),
          percent((double) bin.instances() / statistics.instances()),
          Text.format("%,d", bin.voxels()),
          percent((double) bin.voxels() / statistics.foreground()),
          percent(bin.medianRatio()));
    }
    return table;
  }

  static String exposure(DatasetStatistics statistics) {
    TextTable table =
        new TextTable(
            "size in voxels",
            "by instance",
            "by case",
            "by voxel",
            "| by instance",
            "by case",
            "by voxel");
    for (BinCounts bin : statistics.bins()) {
      table.row(
          bin.bin().label(),
          each(bin, Sampling.INSTANCE),
          each(bin, Sampling.CASE),
          each(bin, Sampling.VOXEL),
          "| " + missed(bin, Sampling.INSTANCE),
          missed(bin, Sampling.CASE),
          missed(bin, Sampling.VOXEL));
    }
    return Text.format(
        "An epoch of %d instance patches, on average over epochs; left: patches each instance"
            + " gets, right: instances never shown%n%s"
            + "by instance: this engine. by case: a random case, then a random instance of it."
            + " by voxel: a random foreground%nvoxel. A patch counts for the instance it was drawn"
            + " for, not for neighbours it shows too.%n",
        statistics.instances(), table);
  }

  private static String each(BinCounts bin, Sampling sampling) {
    return number(bin.exposure().get(sampling).patches() / bin.instances());
  }

  private static String missed(BinCounts bin, Sampling sampling) {
    double missed = bin.exposure().get(sampling).neverSeen();
    return missed < 0.005
        ? "0"
        : Text.format("%s (%.0f %%)", number(missed), 100 * missed / bin.instances());
  }

  private static String number(double value) {
    if (value < 0.00005) {
      return "0";
    }
    return Text.format(value >= 10 ? "%.0f" : value >= 0.01 ? "%.2f" : "%.4f", value);
  }

  private static String percent(double ratio) {
    String format = ratio == 0 ? "%.0f %%" : ratio < 0.001 ? "%.4f %%" : "%.2f %%";
    return Text.format(format, 100 * ratio);
  }

  static ObjectNode json(DatasetStatistics statistics) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("instances", statistics.instances());
    node.put("foregroundVoxels", statistics.foreground());
    node.put("voxels", statistics.voxels());
    putPatchAndSizes(node, statistics);
    ArrayNode cases = node.putArray("cases");
    for (CaseCounts item : statistics.cases()) {
      cases
          .addObject()
          .put("case", item.name())
          .put("instances", item.instances())
          .put("smallestVoxels", smallestOrNull(item))
          .put("foregroundVoxels", item.foreground())
          .put("foregroundRatio", item.foregroundRatio())
          .put("backgroundWindows", item.windows());
    }
    return node;
  }

  static void putPatchAndSizes(ObjectNode node, DatasetStatistics statistics) {
    node.putArray("patchSize")
        .add(statistics.patch().x())
        .add(statistics.patch().y())
        .add(statistics.patch().z());
    ArrayNode bins = node.putArray("sizes");
    statistics.bins().forEach(bin -> put(bins.addObject(), bin));
  }

  private static void put(ObjectNode node, BinCounts bin) {
    node.put("bin", bin.bin().label());
    node.put("instances", bin.instances());
    node.put("voxels", bin.voxels());
    node.put("medianPatchForegroundRatio", bin.medianRatio());
    ObjectNode samplings = node.putObject("sampling");
    for (Sampling sampling : Sampling.values()) {
      Exposure exposure = bin.exposure().get(sampling);
      samplings
          .putObject(sampling.name().toLowerCase(Locale.ROOT))
          .put("patches", exposure.patches())
          .put("patchesPerInstance", exposure.patches() / bin.instances())
          .put("neverSeen", exposure.neverSeen());
    }
  }
}
