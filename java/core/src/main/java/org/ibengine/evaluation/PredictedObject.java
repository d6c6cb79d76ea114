package org.ibengine.evaluation;

import org.ibengine.label.Instance;

/**
 * A predicted component.
 *
 * @param id from 1 within its case
 * @param logit its score: the logit of its largest probability; +∞ if that is 1
 * @param hitDice the Dice overlap with the instance that overlaps best; 0 if none does
 */
public record PredictedObject(
    int id, long voxels, Instance.Centroid centroid, double logit, double hitDice) {
  /** Whether it shares no voxel with any instance. */
  public boolean isFalseAlarm() {
    return !(hitDice > 0);
  }
}
