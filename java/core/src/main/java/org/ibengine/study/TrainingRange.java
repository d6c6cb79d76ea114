package org.ibengine.study;

import java.util.List;

/**
 * The foreground ratios of training patches.
 *
 * @param patches how many
 * @param zeroShare part of them without a foreground voxel
 */
public record TrainingRange(long patches, double mean, double min, double max, double zeroShare) {
  static TrainingRange of(List<StudyRun> runs) {
    List<Double> ratios = runs.stream().flatMap(run -> run.ratios().stream()).toList();
    return new TrainingRange(
        ratios.size(),
        ratios.stream().mapToDouble(Double::doubleValue).sum() / ratios.size(),
        ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        (double) ratios.stream().filter(ratio -> ratio == 0).count() / ratios.size());
  }

  /** Whether a ratio lies between the least and the most, and is neither. */
  public boolean contains(double ratio) {
    return min < ratio && ratio < max;
  }
}
