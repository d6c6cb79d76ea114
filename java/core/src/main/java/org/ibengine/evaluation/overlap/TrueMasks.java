package org.ibengine.evaluation.overlap;

import java.util.List;
import java.util.Optional;
import org.ibengine.label.LesionRule;
import org.ibengine.lesion.Lesions;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/**
 * The ground truth of a case: a label map, or lesions that a rule found in one. A view: whoever
 * made the volume closes it.
 *
 * @param map of type UINT8, in memory of the backend; empty if there are lesions
 * @param lesions empty if there is a map
 * @param classes of the rule; empty if there is a map
 */
public record TrueMasks(
    Geometry grid, Optional<Volume> map, Optional<Lesions> lesions, List<MaskClass> classes) {
  public TrueMasks {
    classes = List.copyOf(classes);
  }

  /** Of a label map whose every value above 0 is foreground. */
  public static TrueMasks ofLabels(Volume map, Geometry grid) {
    return new TrueMasks(grid, Optional.of(map), Optional.empty(), List.of());
  }

  /**
   * Of lesions by a rule.
   *
   * @throws IllegalArgumentException if a class of the rule has a value above 255
   */
  public static TrueMasks ofLesions(Lesions lesions, LesionRule rule, Geometry grid) {
    return new TrueMasks(grid, Optional.empty(), Optional.of(lesions), MaskClass.of(rule));
  }
}
