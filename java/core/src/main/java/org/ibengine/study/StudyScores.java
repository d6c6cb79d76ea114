package org.ibengine.study;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Means over cases.
 *
 * @param cases how many, one for each run that tested it
 * @param dice NaN where none has one
 * @param hausdorff in voxels; NaN where none has one
 */
public record StudyScores(int cases, Mean dice, Mean hausdorff) {
  /**
   * A mean of those that have a value.
   *
   * @param cases that have one
   * @param value NaN if none has
   */
  public record Mean(int cases, double value) {
    static Mean of(List<StudyCase> cases, ToDoubleFunction<StudyCase> score) {
      double[] values =
          cases.stream().mapToDouble(score).filter(value -> !Double.isNaN(value)).toArray();
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return new Mean(values.length, sum / values.length); // 0 / 0 is NaN
    }
  }

  static StudyScores of(List<StudyCase> cases) {
    return new StudyScores(
        cases.size(), Mean.of(cases, StudyCase::dice), Mean.of(cases, StudyCase::hausdorff));
  }
}
