package org.ibengine.evaluation;

import org.ibengine.backend.Backend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Compares predictions with ground truth, case by case. For V voxels, a prediction in float32 is
 * read once (4V bytes) and thresholded into a mask (V bytes, the only memory taken), which is
 * labelled. After that, only runs are compared, and only predicted voxels are read again.
 * Thread-safe; every method blocks until done.
 */
public final class CaseEvaluator {
  private static final Runs NOTHING = new Runs(new int[0]);

  private final Backend backend;
  private final Connectivity connectivity;
  private final ScoreScale scale;
  private final double threshold;
  private final ObjectMatching matching;

  /**
   * With {@link ObjectMatching#BEST_OVERLAP}.
   *
   * @param connectivity of instances and of predicted components
   * @param threshold the probability above which a voxel counts as predicted, in [0, 1)
   */
  public CaseEvaluator(
      Backend backend, Connectivity connectivity, ScoreScale scale, double threshold) {
    this(backend, connectivity, scale, threshold, ObjectMatching.BEST_OVERLAP);
  }

  private CaseEvaluator(
      Backend backend,
      Connectivity connectivity,
      ScoreScale scale,
      double threshold,
      ObjectMatching matching) {
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the threshold must be a probability from 0 to below 1, was " + threshold);
    }
    this.backend = backend;
    this.connectivity = connectivity;
    this.scale = scale;
    this.threshold = threshold;
    this.matching = matching;
  }

  /** The same with another matching. */
  public CaseEvaluator with(ObjectMatching other) {
    return new CaseEvaluator(backend, connectivity, scale, threshold, other);
  }

  /** Which neighbours belong to one component. */
  public Connectivity connectivity() {
    return connectivity;
  }

  /**
   * The instances of a ground truth; its voxels are not needed afterwards.
   *
   * @param mask of type UINT8, in memory of the backend
   */
  public Components instances(Volume mask) {
    return backend.labelComponents(mask, connectivity);
  }

  /**
   * Thresholds, labels and matches a prediction.
   *
   * @param truth from {@link #instances}
   * @param values of type FLOAT32 or FLOAT64, on the grid of the ground truth
   * @throws IllegalArgumentException if the type is a different one, or a value is NaN or not on
   *     the scale
   */
  public CaseObjects evaluate(String name, Components truth, Volume values) {
    return evaluate(name, truth, NOTHING, values);
  }

  /**
   * As {@link #evaluate(String, Components, Volume)}, where some voxels are neither lesion nor
   * background: a predicted component that shares a voxel with them, but with no instance, is left
   * out.
   *
   * @param undecided in memory order, on the grid of the ground truth
   */
  public CaseObjects evaluate(String name, Components truth, Runs undecided, Volume values) {
    try (HostBuffer memory = backend.allocate(values.size().voxels())) {
      Volume mask = new Volume(values.size(), VoxelType.UINT8, memory);
      PredictionMask.cut(values, scale, threshold, mask);
      Components predicted = backend.labelComponents(mask, connectivity);
      double[] logits = ComponentScores.of(values, predicted, scale);
      return CaseObjects.match(name, matching, truth, new CaseObjects.Predicted(predicted, logits))
          .withoutFalseOnes(Overlaps.of(undecided, predicted.runs()));
    }
  }
}
