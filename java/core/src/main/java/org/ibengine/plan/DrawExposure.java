package org.ibengine.plan;

/**
 * How often an epoch shows what, on average over epochs, if it is drawn with replacement. Exact but
 * for the rounding of float64.
 */
public final class DrawExposure {
  private DrawExposure() {}

  /**
   * Patches that are drawn for each positive of the pool.
   *
   * @param pool with cases
   * @param requests patches of the epoch
   */
  public static double[] ofPositives(PatchPool pool, Draws draws, long requests) {
    double[] exposure = new double[pool.positives().size()];
    double drawn = draws.drawsVoxels() ? draws.positiveShare() * requests : 0;
    int site = 0;
    for (CaseSite at : pool.cases()) {
      int instances = at.foreground().instances().size();
      double ofCase = drawn * instances / exposure.length;
      double voxels = at.foreground().voxels();
      for (int i = 0; i < instances; i++) {
        double share =
            draws.sampler() == Sampler.VOXEL
                ? at.foreground().instances().get(i).size() / voxels
                : 1.0 / instances;
        exposure[site++] = ofCase * share;
      }
    }
    return exposure;
  }

  /**
   * Patches of each case of the pool, with a lesion or without.
   *
   * @param pool with cases
   * @param requests patches of the epoch
   */
  public static double[] ofCases(PatchPool pool, Draws draws, long requests) {
    return pool.cases().stream()
        .mapToDouble(
            at ->
                draws.drawsVoxels()
                    ? (double) requests
                        * at.foreground().instances().size()
                        / Math.max(1, pool.positives().size())
                    : (double) requests / pool.cases().size())
        .toArray();
  }
}
