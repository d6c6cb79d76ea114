package org.ibengine.backend;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ibengine.label.Runs;
import org.ibengine.volume.Volume;

/**
 * Distributions of voxels by the definition, on the calling thread, on memory of any backend; of
 * volumes of any size, in memory that does not grow with them. Thread-safe.
 */
public final class Distributions {
  private Distributions() {}

  static Distribution of(Volume volume, Distribution.Limit limit, double... percentages) {
    return of(VoxelBlocks.all(volume), limit, percentages);
  }

  /**
   * Of the voxels of a volume that lie in runs, as {@link Backend#distribution} has it.
   *
   * @param runs in memory order; of a label map of the same size
   */
  public static Distribution in(
      Runs runs, Volume volume, Distribution.Limit limit, double... percentages) {
    return runs.count() == 0
        ? Distribution.unknown(0)
        : of(VoxelBlocks.in(volume, runs), limit, percentages);
  }

  private static Distribution of(
      VoxelBlocks voxels, Distribution.Limit limit, double... percentages) {
    if (ValueCounts.fits(voxels.type())) {
      return ValueCounts.of(voxels).distribution(limit, percentages);
    }
    Moments moments = new Moments(limit);
    DigitSearch search = new DigitSearch(VoxelKeys.of(voxels.type()));
    voxels.forEach(
        (values, n) -> {
          moments.add(values, n);
          search.count(values, n);
        });
    if (moments.nonFinite > 0) {
      return Distribution.unknown(moments.nonFinite);
    }
    long before = limit.above() ? moments.count - moments.countBeyond : 0;
    LinearRank[] all = ranks(percentages, moments.count);
    LinearRank[] beyond = ranks(percentages, moments.countBeyond);
    long[] wanted =
        LongStream.concat(both(all, 0), both(beyond, before)).sorted().distinct().toArray();
    search.descend(wanted);
    voxels.forEach(
        (values, n) -> {
          moments.addSquares(values, n);
          search.count(values, n);
        });
    search.descend(wanted);
    while (search.isOpen()) {
      voxels.forEach(search::count);
      search.descend(wanted);
    }
    return new Distribution(
        0, moments.all(values(search, all, 0)), moments.beyond(values(search, beyond, before)));
  }

  private static LinearRank[] ranks(double[] percentages, long n) {
    LinearRank[] ranks = new LinearRank[n == 0 ? 0 : percentages.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = LinearRank.of(percentages[i], n);
    }
    return ranks;
  }

  private static LongStream both(LinearRank[] ranks, long before) {
    return Stream.of(ranks)
        .flatMapToLong(rank -> LongStream.of(before + rank.lower(), before + rank.upper()));
  }

  private static double[] values(DigitSearch search, LinearRank[] ranks, long before) {
    double[] values = new double[ranks.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          ranks[i].between(
              search.valueAt(before + ranks[i].lower()), search.valueAt(before + ranks[i].upper()));
    }
    return values;
  }
}
