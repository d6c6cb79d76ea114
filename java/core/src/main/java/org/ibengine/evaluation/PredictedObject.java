package org.ibengine.evaluation;

import org.ibengine.label.Instance;

/**
 * A predicted component.
 *
 * @param id from 1 within its case
 * @param logit its score: the logit of its largest probability; +∞ if that is 1
 * @param hitDice the Dice overlap with the instance that overlaps best; 0 if none does
 * @param hitId the id of that instance, the lowest among equals; 0 if none does, or it is not known
 */
public record PredictedObject(
    int id, long voxels, Instance.Centroid centroid, double logit, double hitDice, int hitId) {
  /** Where it is not known which instance. */
  public PredictedObject(
      int id, long voxels, Instance.Centroid centroid, double logit, double hitDice) {
    this(id, voxels, centroid, logit, hitDice, 0);
  }

  /** Whether it shares no voxel with any instance. */
  public boolean isFalseAlarm() {
    return !(hitDice > 0);
  }
}
