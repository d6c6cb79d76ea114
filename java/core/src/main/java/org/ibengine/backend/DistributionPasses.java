package org.ibengine.backend;

/**
 * The passes over voxels of 32 or 64 bits, and over those of them beyond a limit, that {@link
 * Distributions} tells a distribution from: each once, in the order of the methods. −0 counts as
 * +0. The order of summation is fixed: value i of a block of 4096 is added to lane i mod 8, the
 * lanes are added pairwise, the blocks one after the other; what is left out counts as 0. Not
 * thread-safe.
 */
public interface DistributionPasses {
  VoxelSums sums();

  /**
   * The values at ranks of the sorted voxels, all of which are finite.
   *
   * @param ranks ascending and distinct, from 0
   */
  double[] valuesAt(long... ranks);

  /**
   * The sums of squared differences of all voxels from their mean, and of those beyond the limit
   * from theirs.
   *
   * @param meanBeyond NaN if there are none
   */
  Squares squares(double mean, double meanBeyond);

  /** Sums of squared differences; anything for no voxels. */
  record Squares(double all, double beyond) {}
}
