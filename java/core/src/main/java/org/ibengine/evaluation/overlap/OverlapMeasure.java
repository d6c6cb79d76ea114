package org.ibengine.evaluation.overlap;

import java.util.function.ToDoubleFunction;

/**
 * The figures of one case and class, in the order of files; docs/reference/evaluate.md has them.
 */
public enum OverlapMeasure {
  DICE("dice", item -> item.masks().dice()),
  HAUSDORFF("hausdorff", item -> item.masks().surface().hausdorff()),
  HAUSDORFF_95("hausdorff95", item -> item.masks().surface().hausdorff95()),
  HAUSDORFF_MM("hausdorffMm", item -> item.masks().surface().hausdorffMm()),
  HAUSDORFF_95_MM("hausdorff95Mm", item -> item.masks().surface().hausdorff95Mm()),
  SURFACE_DICE("surfaceDice", item -> item.masks().surfaceDice()),
  MEAN_SURFACE_DISTANCE_MM("meanSurfaceDistanceMm", item -> item.masks().surface().meanMm()),
  ABSOLUTE_DIFFERENCE("absDiff", item -> item.masks().absoluteDifference()),
  VOLUME_DIFFERENCE_MM3("volumeDifferenceMm3", item -> item.masks().volumeDifferenceMm3()),
  RELATIVE_VOLUME_DIFFERENCE(
      "relativeVolumeDifference", item -> item.masks().relativeVolumeDifference()),
  TRUTH_VOXELS("truthVoxels", item -> item.masks().truthVoxels()),
  PREDICTION_VOXELS("predictionVoxels", item -> item.masks().predictionVoxels()),
  FOREGROUND_RATIO("foregroundRatio", item -> item.masks().foregroundRatio()),
  MATCHED_LESIONS("matchedLesions", item -> item.count(LesionScore.Kind.MATCHED)),
  MISSED_LESIONS("missedLesions", item -> item.count(LesionScore.Kind.MISSED)),
  FALSE_LESIONS("falseLesions", item -> item.count(LesionScore.Kind.FALSE));

  private final String label;
  private final ToDoubleFunction<ClassOverlap> value;

  OverlapMeasure(String label, ToDoubleFunction<ClassOverlap> value) {
    this.label = label;
    this.value = value;
  }

  /** The name of columns and keys. */
  public String label() {
    return label;
  }

  /** NaN where there is nothing to measure. */
  public double of(ClassOverlap item) {
    return value.applyAsDouble(item);
  }
}
