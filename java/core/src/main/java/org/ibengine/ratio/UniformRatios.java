package org.ibengine.ratio;

import java.util.List;

/**
 * The foreground ratios of all placements of a patch, each counted once. Ratios are of all voxels
 * of the patch, in [0, 1].
 *
 * @param placements how many
 * @param sumOfCounts foreground voxels of all placements together
 * @param sd of the whole population: divided by the number of placements
 * @param zeroPlacements placements without a foreground voxel
 * @param quantiles at {@link #QUANTILES}, by numpy's {@code linear} rule in float64
 */
public record UniformRatios(
    long placements,
    long sumOfCounts,
    double mean,
    double sd,
    double min,
    double max,
    long zeroPlacements,
    List<Double> quantiles) {

  /** Where quantiles are told, as shares of the placements. */
  public static final List<Double> QUANTILES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

  public UniformRatios {
    quantiles = List.copyOf(quantiles);
  }

  /** Share of the placements without a foreground voxel. */
  public double zeroShare() {
    return (double) zeroPlacements / placements;
  }
}
