package org.ibengine.evaluation.overlap;

import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.VoxelBits;

/**
 * How far apart the surfaces of two masks lie. A surface is a mask less its erosion by face
 * neighbours, where what lies outside the volume is background. Distances are exact Euclidean ones
 * between centres of voxels; in mm along the axes of the grid, by its spacing.
 *
 * @param hausdorff the largest distance from a surface voxel of one mask to the nearest of the
 *     other, in voxels; NaN if a mask is empty, as are the next four
 * @param hausdorff95 the larger of the 95th percentiles of both directions (numpy's {@code linear}
 *     rule), in voxels
 * @param hausdorffMm as {@code hausdorff}
 * @param hausdorff95Mm as {@code hausdorff95}
 * @param meanMm the mean over the surface voxels of both masks
 * @param dice the share of the surface voxels of both masks that lie within the tolerance of the
 *     other surface, what exceeds it by less than a millionth included; 0 if one mask is empty, NaN
 *     if both are. Counts voxels where Nikolov et al. (2021, doi 10.2196/26151) weigh surface
 *     elements by their area
 */
public record SurfaceScores(
    double hausdorff,
    double hausdorff95,
    double hausdorffMm,
    double hausdorff95Mm,
    double meanMm,
    double dice) {
  private static final Spacing VOXELS = new Spacing(1, 1, 1);
  private static final double PERCENTAGE = 95;
  private static final double SLACK = 1e-6; // spacings of files are float32

  /**
   * Takes both surfaces as sets and a distance of 8 bytes for each of their voxels.
   *
   * @param truth a mask
   * @param prediction a mask of the same size
   * @param toleranceMm finite, at least 0
   */
  public static SurfaceScores of(
      VoxelBits truth, VoxelBits prediction, Spacing spacing, double toleranceMm) {
    VoxelBits ofTruth = truth.surface();
    VoxelBits ofPrediction = prediction.surface();
    long truths = ofTruth.count();
    long predictions = ofPrediction.count();
    if (truths == 0 || predictions == 0) {
      return of(truths, predictions);
    }
    Both voxels = Both.of(ofTruth, ofPrediction, VOXELS);
    boolean even = spacing.x() == spacing.y() && spacing.y() == spacing.z();
    Both mm = even ? voxels.times(spacing.x()) : Both.of(ofTruth, ofPrediction, spacing);
    return new SurfaceScores(
        voxels.largest(),
        voxels.percentile(),
        mm.largest(),
        mm.percentile(),
        mm.mean(),
        mm.within(toleranceMm * (1 + SLACK)));
  }

  /** Where one surface at least has no voxel. */
  static SurfaceScores of(long truths, long predictions) {
    double dice = truths + predictions == 0 ? Double.NaN : 0;
    return new SurfaceScores(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, dice);
  }

  /** The distances of both directions. */
  private record Both(SurfaceDistances there, SurfaceDistances back) {
    static Both of(VoxelBits truth, VoxelBits prediction, Spacing spacing) {
      return new Both(
          SurfaceDistances.between(truth, prediction, spacing),
          SurfaceDistances.between(prediction, truth, spacing));
    }

    Both times(double factor) {
      return new Both(there.times(factor), back.times(factor));
    }

    double largest() {
      return Math.max(there.largest(), back.largest());
    }

    double percentile() {
      return Math.max(there.percentile(PERCENTAGE), back.percentile(PERCENTAGE));
    }

    double mean() {
      return (there.sum() + back.sum()) / ((double) there.count() + back.count());
    }

    double within(double limit) {
      long near = (long) there.within(limit) + back.within(limit);
      return near / ((double) there.count() + back.count());
    }
  }
}
