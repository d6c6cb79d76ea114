package org.ibengine.backend;

import org.ibengine.text.Labels;

/**
 * Which inverse weighting a weight map follows. {@code N} is the number of voxels of the patch,
 * including padding, {@code V} the voxels of the instance inside the patch, {@code V*} those of the
 * whole instance, {@code P} the foreground voxels of the patch, {@code K} the instances visible in
 * it. Weights before the limits of a {@link WeightRule}.
 */
public enum WeightKind {
  /**
   * {@code N / (D · V)} with {@code D} the distinct ids of the patch, background being one more:
   * {@code K + 1} if there is background, else {@code K}. Every component, including the
   * background, has the same total weight, and the mean weight is 1. An instance cut by the patch
   * counts with what is visible.
   */
  PATCH_INVERSE(1, 2e5),

  /**
   * {@code P / (K · V)} for instances, 1 for background: the weights of the foreground voxels add
   * up to their number.
   */
  FOREGROUND_INVERSE(0, Double.POSITIVE_INFINITY),

  /**
   * {@code N / (2 · V*)} for instances, 1 for background: what {@link #PATCH_INVERSE} gives in a
   * patch that shows the whole instance alone. It depends neither on the crop nor on what else is
   * visible.
   */
  INSTANCE_INVERSE(1, 2e5);

  private final double min;
  private final double max;

  WeightKind(double min, double max) {
    this.min = min;
    this.max = max;
  }

  /** The rule as published: the usual limits, without normalisation. */
  public WeightRule rule() {
    return new WeightRule(this, min, max, WeightNormalisation.NONE);
  }

  /** The name on the command line and in files, such as {@code patch-inverse}. */
  public String label() {
    return Labels.of(this);
  }
}
