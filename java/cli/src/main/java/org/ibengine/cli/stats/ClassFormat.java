package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.ClassExposure;
import org.ibengine.dataset.SamplingRule;
import org.ibengine.text.Text;

/** The instances by class, and what epochs show of them. */
final class ClassFormat {
  private ClassFormat() {}

  /** A table after an empty line, of patches that each instance gets; empty without classes. */
  static String text(List<ClassExposure> classes) {
    if (classes.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable("class", "instances", "foreground", "by instance", "by case", "by voxel");
    for (ClassExposure item : classes) {
      table.row(
          item.name(),
          item.instances(),
          Text.format("%,d", item.voxels()),
          each(item, SamplingRule.INSTANCE),
          each(item, SamplingRule.CASE),
          each(item, SamplingRule.VOXEL));
    }
    return Text.format("%n%s", table);
  }

  private static String each(ClassExposure item, SamplingRule rule) {
    return ExposureFormat.number(item.exposure().get(rule).patches() / item.instances());
  }

  /** Adds the key {@code classes}. */
  static void put(ObjectNode node, List<ClassExposure> classes) {
    ArrayNode array = node.putArray("classes");
    for (ClassExposure item : classes) {
      ObjectNode one = array.addObject().put("class", item.name());
      one.put("instances", item.instances());
      one.put("voxels", item.voxels());
      one.put("medianPatchForegroundRatio", item.medianPatchShare());
      ExposureFormat.put(one, item.exposure(), item.instances());
    }
  }
}
