package org.ibengine.evaluation.overlap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.ibengine.volume.Geometry;

/**
 * What one case says.
 *
 * @param classes those that were asked for or that the dataset has; else foreground, or none if the
 *     prediction holds several labels
 * @param values a class for each value that one of the two maps has; empty if classes were given
 * @param predicted the values above 0 of the prediction; empty if classes were given
 */
public record CaseOverlap(
    String name,
    Geometry grid,
    List<ClassOverlap> classes,
    List<ClassOverlap> values,
    BitSet predicted) {
  public CaseOverlap {
    classes = List.copyOf(classes);
    values = List.copyOf(values);
  }

  /**
   * The same cases, all with the same {@link #classes}: where the predictions of all cases together
   * hold several labels, those are the values that any map has, and a case that has none of a value
   * has two empty masks of it.
   */
  public static List<CaseOverlap> settle(List<CaseOverlap> cases) {
    BitSet predicted = new BitSet();
    cases.forEach(item -> predicted.or(item.predicted));
    if (predicted.cardinality() < 2) {
      return List.copyOf(cases);
    }
    TreeSet<String> names =
        new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(name -> name));
    cases.forEach(item -> item.values.forEach(value -> names.add(value.name())));
    return cases.stream().map(item -> item.withValues(names)).toList();
  }

  private CaseOverlap withValues(Iterable<String> names) {
    List<ClassOverlap> all = new ArrayList<>();
    for (String value : names) {
      all.add(
          values.stream()
              .filter(item -> item.name().equals(value))
              .findFirst()
              .orElseGet(() -> new ClassOverlap(value, MaskScores.ofNothing(grid), List.of())));
    }
    return new CaseOverlap(name, grid, all, values, predicted);
  }
}
