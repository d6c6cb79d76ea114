package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputLabels;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;

/** Completes a rule by what a layout says about its label maps. */
final class LesionNames {
  private LesionNames() {}

  /**
   * The rule with the values of classes that have none, and with the layout's value for voxels
   * about which nothing is known where the rule has none.
   *
   * @param place for messages
   * @throws DatasetException if the layout does not name such a class, or its values contradict the
   *     rule
   */
  static LesionRule resolve(LesionRule rule, InputLabels labels, Path place) {
    List<LesionClass> classes = new ArrayList<>();
    for (LesionClass item : rule.classes()) {
      classes.add(item.values().isEmpty() ? named(item.name(), labels, place) : item);
    }
    OptionalLong ignore = rule.ignore().isPresent() ? rule.ignore() : labels.ignore();
    try {
      return new LesionRule(
          rule.kind(), rule.values(), classes, ignore, rule.minMm3(), rule.mergeMm());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(place, "its labels do not fit: " + e.getMessage(), e);
    }
  }

  private static LesionClass named(String name, InputLabels labels, Path place) {
    List<Long> values = labels.classes().get(name);
    if (values == null) {
      throw new DatasetException(
          place,
          Text.format(
              "has no label called %s, %s; write --classes %s=VALUE",
              name,
              labels.classes().isEmpty()
                  ? "and names none"
                  : "but " + String.join(", ", labels.classes().keySet()),
              name));
    }
    return new LesionClass(name, values);
  }
}
