package org.ibengine.evaluation.overlap;

import org.ibengine.label.Instance;

/**
 * A lesion of the truth, or a predicted one that meets none.
 *
 * @param kind how it fared
 * @param id of the instance or, for a false one, of the predicted component; from 1
 * @param voxels how many
 * @param centroid mean voxel index
 * @param dice overlap with the predicted component that it takes; 0 unless matched
 * @param prediction that component's id; 0 unless matched
 * @param predictionVoxels that component's voxels; 0 unless matched
 */
public record LesionScore(
    Kind kind,
    int id,
    long voxels,
    Instance.Centroid centroid,
    double dice,
    int prediction,
    long predictionVoxels) {

  /** How a lesion fared. */
  public enum Kind {
    /** A lesion of the truth that shares a voxel with a predicted component. */
    MATCHED("matched"),
    /** A lesion of the truth that shares none. */
    MISSED("missed"),
    /** A predicted component that shares none with any lesion. */
    FALSE("false");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** In files. */
    public String label() {
      return label;
    }
  }

  /** (prediction − truth) ÷ truth in voxels; NaN unless matched. */
  public double relativeVolumeDifference() {
    return kind == Kind.MATCHED ? (double) (predictionVoxels - voxels) / voxels : Double.NaN;
  }
}
