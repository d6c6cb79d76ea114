package org.ibengine.lesion;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;

/** A label map made by hand, and rules for it. */
record LabelImage(Size3 size, Affine affine, long[] values) {
  /** Rows along x, y after y, plane after plane. */
  static LabelImage of(Size3 size, Affine affine, long... values) {
    return new LabelImage(size, affine, values);
  }

  static final LesionRule ALL = rule(0, 0);

  /** Every value above 0, by the search for rules that are not the default. */
  static LesionRule rule(double minMm3, double mergeMm) {
    return new LesionRule(
        LesionRule.Kind.CLASSES, List.of(), List.of(), OptionalLong.empty(), minMm3, mergeMm);
  }

  static LesionRule values(Long... values) {
    return new LesionRule(
        LesionRule.Kind.CLASSES, List.of(values), List.of(), OptionalLong.empty(), 0, 0);
  }

  static LesionRule classes(double mergeMm, LesionClass... classes) {
    return new LesionRule(
        LesionRule.Kind.CLASSES, List.of(), List.of(classes), OptionalLong.empty(), 0, mergeMm);
  }

  static LesionRule instances(double minMm3) {
    return new LesionRule(
        LesionRule.Kind.INSTANCES, List.of(), List.of(), OptionalLong.empty(), minMm3, 0);
  }

  Geometry geometry() {
    return new Geometry(
        size, new Geometry.Spacing(affine.step(0), affine.step(1), affine.step(2)), affine);
  }

  Lesions by(LesionRule rule) {
    return by(rule, Connectivity.FACE_6);
  }

  Lesions by(LesionRule rule, Connectivity connectivity) {
    LabelValues labels =
        (begin, count, into) -> System.arraycopy(values, (int) begin, into, 0, count);
    return Lesions.of(labels, geometry(), rule, connectivity);
  }
}
