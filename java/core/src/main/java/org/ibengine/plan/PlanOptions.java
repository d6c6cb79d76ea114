package org.ibengine.plan;

import java.util.Objects;
import org.ibengine.volume.Size3;

/**
 * What a plan depends on besides the pool, the seed and the epoch.
 *
 * @param globalBatch requests per step over all ranks: batch size × world size
 * @param negativesPerPositive IB-sampling's {@code ratio}; at least 0
 * @param repeats how often each instance appears, at least 1
 * @param evenBatches every batch holds the same mix of positives and negatives, to within one patch
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
    Objects.requireNonNull(patchSize, "patch size must not be null");
    Objects.requireNonNull(placement, "placement must not be null");
    Objects.requireNonNull(augmentation, "augmentation must not be null");
    Objects.requireNonNull(balance, "balance must not be null");
    if (globalBatch < 1) {
      throw new IllegalArgumentException("global batch must be at least 1, was " + globalBatch);
    }
    requireRatio(negativesPerPositive);
    if (repeats < 1) {
      throw new IllegalArgumentException("repeats must be at least 1, was " + repeats);
    }
  }

  /**
   * @throws IllegalArgumentException if it cannot be negatives per positive
   */
  public static double requireRatio(double ratio) {
    if (!(ratio >= 0) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "negatives per positive must be at least 0 and finite, was " + ratio);
    }
    return ratio;
  }
}
