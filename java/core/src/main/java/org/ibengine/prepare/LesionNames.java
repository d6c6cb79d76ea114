package org.ibengine.prepare;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
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
    requireApart(classes, place);
    OptionalLong ignore = rule.ignore().isPresent() ? rule.ignore() : labels.ignore();
    try {
      return new LesionRule(
          rule.kind(), rule.values(), classes, ignore, rule.minMm3(), rule.mergeMm());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(place, "its labels do not fit: " + e.getMessage(), e);
    }
  }

  /** Regions of nnU-Net may lie in each other; classes have each voxel once. */
  private static void requireApart(List<LesionClass> classes, Path place) {
    for (LesionClass one : classes) {
      for (LesionClass other : classes.subList(classes.indexOf(one) + 1, classes.size())) {
        if (!Collections.disjoint(one.values(), other.values())) {
          throw new DatasetException(
              place,
              Text.format(
                  "%s and %s share label values, as nested regions do, but a value belongs to one"
                      + " class; write each once, such as --classes %s",
                  words(one), words(other), apart(classes)));
        }
      }
    }
  }

  private static String words(LesionClass item) {
    return item.name() + "=" + item.values().stream().map(String::valueOf).collect(joining(","));
  }

  /** Each value in the smallest region that has it; what is left nothing of is left out. */
  private static String apart(List<LesionClass> classes) {
    Set<Long> taken = new HashSet<>();
    return classes.stream()
        .sorted(Comparator.comparing(item -> item.values().size()))
        .map(
            item ->
                new LesionClass(item.name(), item.values().stream().filter(taken::add).toList()))
        .filter(item -> !item.values().isEmpty())
        .map(LesionNames::words)
        .collect(joining(" "));
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
