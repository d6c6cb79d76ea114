package org.ibengine.evaluation;

import org.ibengine.label.Instance;

/**
 * An instance of the ground truth and how it was found.
 *
 * @param id from 1 within its case
 * @param hitDice the Dice overlap with the predicted component it takes, by {@link ObjectMatching};
 *     0 if none shares a voxel
 * @param hitLogit the score of that component; −∞ if there is none
 * @param hitId the id of that component; 0 if there is none, or it is not known
 */
public record TruthObject(
    int id, long voxels, Instance.Centroid centroid, double hitDice, double hitLogit, int hitId) {
  /** Where it is not known which component. */
  public TruthObject(
      int id, long voxels, Instance.Centroid centroid, double hitDice, double hitLogit) {
    this(id, voxels, centroid, hitDice, hitLogit, 0);
  }

  /** Whether a predicted component shares a voxel with it. */
  public boolean isHit() {
    return hitDice > 0;
  }

  /** Diameter of a ball with as many voxels, in voxels. */
  public double diameter() {
    return diameterOf(voxels);
  }

  /** The whole number of voxels of a ball with that diameter, in voxels: the way back. */
  public static long voxelsOf(double diameter) {
    return Math.round(Math.PI * diameter * diameter * diameter / 6);
  }

  /** Diameter of a ball with that many voxels, in voxels. */
  public static double diameterOf(long voxels) {
    return Math.cbrt(6 * voxels / Math.PI);
  }
}
