package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.Exposure;
import org.ibengine.dataset.SamplingRule;
import org.ibengine.dataset.SizeExposure;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** The instances by size, and what epochs show of them. */
final class ExposureFormat {
  private ExposureFormat() {}

  static TextTable sizes(List<SizeExposure> bins) {
    TextTable table =
        new TextTable(
            "size in voxels", "instances", "share", "foreground", "share", "median of a patch");
    long foreground = bins.stream().mapToLong(SizeExposure::voxels).sum();
    for (SizeExposure bin : bins) {
      table.row(
          bin.bin().label(),
          bin.instances(),
          StatsFormat.percent((double) bin.instances() / instances(bins)),
          Text.format("%,d", bin.voxels()),
          StatsFormat.percent((double) bin.voxels() / foreground),
          StatsFormat.percent(bin.medianPatchShare()));
    }
    return table;
  }

  private static int instances(List<SizeExposure> bins) {
    return bins.stream().mapToInt(SizeExposure::instances).sum();
  }

  static String text(List<SizeExposure> bins) {
    TextTable table =
        new TextTable(
            "size in voxels",
            "by instance",
            "by case",
            "by voxel",
            "| by instance",
            "by case",
            "by voxel");
    for (SizeExposure bin : bins) {
      table.row(
          bin.bin().label(),
          each(bin, SamplingRule.INSTANCE),
          each(bin, SamplingRule.CASE),
          each(bin, SamplingRule.VOXEL),
          "| " + missed(bin, SamplingRule.INSTANCE),
          missed(bin, SamplingRule.CASE),
          missed(bin, SamplingRule.VOXEL));
    }
    return Text.format(
        "An epoch of %d instance patches, on average over epochs; left: patches each instance"
            + " gets, right: instances never shown%n%s"
            + "by instance: this engine. by case: a random case, then a random instance of it."
            + " by voxel: a random foreground%nvoxel. A patch counts for the instance it was drawn"
            + " for, not for neighbours it shows too.%n",
        instances(bins), table);
  }

  private static String each(SizeExposure bin, SamplingRule rule) {
    return number(bin.exposure().get(rule).patches() / bin.instances());
  }

  private static String missed(SizeExposure bin, SamplingRule rule) {
    double missed = bin.exposure().get(rule).neverSeen();
    return missed < 0.005
        ? "0"
        : Text.format("%s (%.0f %%)", number(missed), 100 * missed / bin.instances());
  }

  static String number(double value) {
    if (value < 0.00005) {
      return "0";
    }
    return Text.format(value >= 10 ? "%.0f" : value >= 0.01 ? "%.2f" : "%.4f", value);
  }

  /** Adds the keys {@code patchSize} and {@code sizes}. */
  static void put(ObjectNode node, Size3 patchSize, List<SizeExposure> bins) {
    node.putArray("patchSize").add(patchSize.x()).add(patchSize.y()).add(patchSize.z());
    ArrayNode array = node.putArray("sizes");
    bins.forEach(bin -> put(array.addObject(), bin));
  }

  private static void put(ObjectNode node, SizeExposure bin) {
    node.put("bin", bin.bin().label());
    node.put("instances", bin.instances());
    node.put("voxels", bin.voxels());
    node.put("medianPatchForegroundRatio", bin.medianPatchShare());
    put(node, bin.exposure(), bin.instances());
  }

  /** Adds the key {@code sampling}. */
  static void put(ObjectNode node, Map<SamplingRule, Exposure> shown, int instances) {
    ObjectNode samplings = node.putObject("sampling");
    for (SamplingRule rule : SamplingRule.values()) {
      Exposure exposure = shown.get(rule);
      samplings
          .putObject(rule.label())
          .put("patches", exposure.patches())
          .put("patchesPerInstance", exposure.patches() / instances)
          .put("neverSeen", exposure.neverSeen());
    }
  }
}
