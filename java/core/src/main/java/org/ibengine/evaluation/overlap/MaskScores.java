package org.ibengine.evaluation.overlap;

import org.ibengine.volume.Geometry;
import org.ibengine.volume.VoxelBits;

/**
 * How well a predicted mask meets a true one.
 *
 * @param truthVoxels of the true mask
 * @param predictionVoxels of the predicted mask
 * @param sharedVoxels of both
 * @param gridVoxels of the whole volume
 * @param voxelMm3 volume of a voxel
 * @param surface where the masks end
 */
public record MaskScores(
    long truthVoxels,
    long predictionVoxels,
    long sharedVoxels,
    long gridVoxels,
    double voxelMm3,
    SurfaceScores surface) {

  /**
   * Compares two masks.
   *
   * @param truth of the size of the grid
   * @param prediction of the same size
   * @param toleranceMm of the surface Dice, finite, at least 0
   */
  public static MaskScores of(
      VoxelBits truth, VoxelBits prediction, Geometry grid, double toleranceMm) {
    return new MaskScores(
        truth.count(),
        prediction.count(),
        truth.countIn(prediction),
        grid.size().voxels(),
        grid.voxelVolumeMm3(),
        SurfaceScores.of(truth, prediction, grid.spacing(), toleranceMm));
  }

  /** Of two empty masks. */
  static MaskScores ofNothing(Geometry grid) {
    return new MaskScores(
        0, 0, 0, grid.size().voxels(), grid.voxelVolumeMm3(), SurfaceScores.of(0, 0));
  }

  /** 2 · shared ÷ (truth + prediction); NaN for an empty truth. */
  public double dice() {
    return truthVoxels == 0
        ? Double.NaN
        : 2.0 * sharedVoxels / ((double) truthVoxels + predictionVoxels);
  }

  /** The surface Dice; NaN for an empty truth. */
  public double surfaceDice() {
    return truthVoxels == 0 ? Double.NaN : surface.dice();
  }

  /** Voxels that only one mask has ÷ voxels of the truth; NaN for an empty truth. */
  public double absoluteDifference() {
    long different = truthVoxels + predictionVoxels - 2 * sharedVoxels;
    return truthVoxels == 0 ? Double.NaN : (double) different / truthVoxels;
  }

  /** |prediction − truth| in mm³; a number for empty masks too. */
  public double volumeDifferenceMm3() {
    return Math.abs(predictionVoxels - truthVoxels) * voxelMm3;
  }

  /** (prediction − truth) ÷ truth, above 0 where too much was predicted; NaN for an empty truth. */
  public double relativeVolumeDifference() {
    return truthVoxels == 0 ? Double.NaN : (double) (predictionVoxels - truthVoxels) / truthVoxels;
  }

  /** Foreground of the truth ÷ all voxels. */
  public double foregroundRatio() {
    return (double) truthVoxels / gridVoxels;
  }
}
