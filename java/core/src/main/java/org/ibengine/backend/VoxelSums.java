package org.ibengine.backend;

/**
 * What the first pass over voxels tells, in raw units, float64.
 *
 * @param nonFinite how many voxels are NaN or infinite; if there are any, the rest means nothing
 * @param all of all voxels
 * @param beyond of the voxels beyond the limit
 */
public record VoxelSums(long nonFinite, Part all, Part beyond) {

  /**
   * Of some voxels.
   *
   * @param count how many; if 0, the rest means nothing
   * @param sum in the order of {@link DistributionPasses}
   */
  public record Part(long count, double min, double max, double sum) {
    double mean() {
      return sum / count;
    }

    Distribution.Part part(double squares, double[] percentiles) {
      return count == 0
          ? Distribution.Part.UNKNOWN
          : new Distribution.Part(count, min, max, mean(), Math.sqrt(squares / count), percentiles);
    }
  }
}
