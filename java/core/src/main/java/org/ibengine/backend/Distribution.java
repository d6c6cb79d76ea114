package org.ibengine.backend;

/**
 * How the values of raw voxels are distributed.
 *
 * @param nonFinite how many voxels are NaN or infinite; if there are any, nothing else is known and
 *     both parts are {@link Part#UNKNOWN}
 * @param all of all voxels
 * @param beyond of the voxels beyond the limit that was asked for
 */
public record Distribution(long nonFinite, Part all, Part beyond) {

  /**
   * Of some voxels, in raw units, float64.
   *
   * @param count how many voxels; if 0, there are no percentiles and the rest is NaN
   * @param mean in a fixed order of summation, so that it depends on the voxels only
   * @param sd of the population: the square root of the mean squared difference from the mean
   * @param percentiles one for each percentage asked for, as {@link Backend#percentiles} has them
   */
  public record Part(
      long count, double min, double max, double mean, double sd, double[] percentiles) {
    /** No voxels, or nothing known of them. */
    public static final Part UNKNOWN =
        new Part(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, new double[0]);
  }

  /**
   * A limit in raw units; which voxels are beyond it.
   *
   * @param above whether those are greater than the value; else less
   */
  public record Limit(double value, boolean above) {
    boolean isBeyond(double voxel) {
      return above ? voxel > value : voxel < value;
    }
  }

  static Distribution unknown(long nonFinite) {
    return new Distribution(nonFinite, Part.UNKNOWN, Part.UNKNOWN);
  }
}
