package org.ibengine.evaluation.overlap;

import java.util.List;

/**
 * What one case says of one class.
 *
 * @param name of the class
 * @param lesions every instance by id, then every false component by id
 */
public record ClassOverlap(String name, MaskScores masks, List<LesionScore> lesions) {
  public ClassOverlap {
    lesions = List.copyOf(lesions);
  }

  /** How many lesions fared so. */
  public long count(LesionScore.Kind kind) {
    return lesions.stream().filter(item -> item.kind() == kind).count();
  }

  /** The same by another name. */
  ClassOverlap named(String other) {
    return new ClassOverlap(other, masks, lesions);
  }
}
