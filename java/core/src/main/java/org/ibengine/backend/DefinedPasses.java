package org.ibengine.backend;

import java.util.Arrays;

/**
 * The passes by the definition, on the calling thread; digits of the ranks are counted while sums
 * are made.
 */
final class DefinedPasses implements DistributionPasses {
  private final VoxelBlocks voxels;
  private final Moments moments;
  private final DigitSearch search;
  private VoxelSums sums;

  DefinedPasses(VoxelBlocks voxels, Distribution.Limit limit) {
    this.voxels = voxels;
    this.moments = new Moments(limit);
    this.search = new DigitSearch(VoxelKeys.of(voxels.type()));
  }

  @Override
  public VoxelSums sums() {
    voxels.forEach(
        (values, n) -> {
          moments.add(values, n);
          search.count(values, n);
        });
    sums = moments.sums();
    return sums;
  }

  @Override
  public double[] valuesAt(long... ranks) {
    search.descend(ranks);
    voxels.forEach(
        (values, n) -> {
          moments.addSquares(values, n, sums.all().mean(), sums.beyond().mean());
          search.count(values, n);
        });
    search.descend(ranks);
    while (search.isOpen()) {
      voxels.forEach(search::count);
      search.descend(ranks);
    }
    return Arrays.stream(ranks).mapToDouble(search::valueAt).toArray();
  }

  @Override
  public Squares squares(double mean, double meanBeyond) {
    return moments.squares();
  }
}
