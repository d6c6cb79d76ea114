package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.CoincidingPercentiles;
import org.ibengine.dataset.DatasetStatistics;
import org.ibengine.dataset.DatasetStatistics.CaseCount;
import org.ibengine.text.Text;

/** How {@code ib stats} shows a prepared dataset, to people and to programs. */
final class StatsFormat {
  private StatsFormat() {}

  static String text(DatasetStatistics statistics) {
    return Text.format(
        "%s, %s, %,d of %,d voxels are foreground (%s)%n%n%s%n%s%n%s%s%n%s",
        Text.counted(statistics.cases().size(), "case"),
        Text.counted(statistics.instances(), "instance"),
        statistics.foreground(),
        statistics.voxels(),
        percent((double) statistics.foreground() / statistics.voxels()),
        cases(statistics),
        ExposureFormat.sizes(statistics.sizes()),
        ExposureFormat.text(statistics.sizes()),
        ClassFormat.text(statistics.classes()),
        coinciding(statistics.coinciding()));
  }

  private static TextTable cases(DatasetStatistics statistics) {
    TextTable table =
        new TextTable("case", "instances", "smallest", "foreground", "of volume", "windows");
    for (CaseCount item : statistics.cases()) {
      table.row(
          item.name(),
          item.instances(),
          smallest(item.smallest()),
          Text.format("%,d", item.foreground()),
          percent(item.foregroundRatio()),
          item.windows());
    }
    return table;
  }

  /** A table below a line that says what it means; empty if there is nothing to say. */
  private static String coinciding(List<CoincidingPercentiles> places) {
    if (places.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable("case", "modality", "value");
    places.forEach(place -> table.row(place.caseName(), place.modality(), place.value()));
    return Text.format(
        "%nPercentiles that coincide: a voxel becomes 1 where it is above the value and 0"
            + " elsewhere, so everywhere%nin a constant volume%n%s",
        table);
  }

  static String smallest(OptionalLong voxels) {
    return voxels.isEmpty() ? "–" : Text.format("%,d", voxels.getAsLong());
  }

  static Long orNull(OptionalLong value) {
    return value.isEmpty() ? null : value.getAsLong();
  }

  static String percent(double ratio) {
    String format = ratio == 0 ? "%.0f %%" : ratio < 0.001 ? "%.4f %%" : "%.2f %%";
    return Text.format(format, 100 * ratio);
  }

  static ObjectNode json(DatasetStatistics statistics) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("instances", statistics.instances());
    node.put("foregroundVoxels", statistics.foreground());
    node.put("voxels", statistics.voxels());
    ExposureFormat.put(node, statistics.patchSize(), statistics.sizes());
    ClassFormat.put(node, statistics.classes());
    ArrayNode cases = node.putArray("cases");
    for (CaseCount item : statistics.cases()) {
      cases
          .addObject()
          .put("case", item.name())
          .put("instances", item.instances())
          .put("smallestVoxels", orNull(item.smallest()))
          .put("foregroundVoxels", item.foreground())
          .put("foregroundRatio", item.foregroundRatio())
          .put("backgroundWindows", item.windows());
    }
    ArrayNode coinciding = node.putArray("coincidingPercentiles");
    for (CoincidingPercentiles place : statistics.coinciding()) {
      coinciding
          .addObject()
          .put("case", place.caseName())
          .put("modality", place.modality())
          .put("value", place.value());
    }
    return node;
  }
}
