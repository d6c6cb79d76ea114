package org.ibengine.plan;

import org.ibengine.volume.Size3;

/**
 * What a plan depends on besides the pool, the seed and the epoch.
 *
 * @param globalBatch requests a step over all ranks: batch size × world size
 * @param negativesPerPositive IB-sampling's {@code ratio}; at least 0
 * @param repeats how often each instance appears, at least 1
 * @param evenBatches every batch holds the same mix of positives and negatives, to within one
 */
public record PlanOptions(
    Size3 patchSize,
    int globalBatch,
    double negativesPerPositive,
    int repeats,
    Placement placement,
    Augmentation augmentation,
    Balance balance,
    boolean evenBatches) {

  public PlanOptions {
    if (globalBatch < 1) {
      throw new IllegalArgumentException("global batch must be at least 1, was " + globalBatch);
    }
    if (!(negativesPerPositive >= 0) || Double.isInfinite(negativesPerPositive)) {
      throw new IllegalArgumentException(
          "negatives per positive must be at least 0 and finite, was " + negativesPerPositive);
    }
    if (repeats < 1) {
      throw new IllegalArgumentException("repeats must be at least 1, was " + repeats);
    }
  }
}
