package org.ibengine.backend;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;
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
    return of(new DefinedPasses(voxels, limit), limit, percentages);
  }

  /**
   * From passes over voxels of 32 or 64 bits or float16, as {@link Backend#distribution} has it.
   */
  public static Distribution of(
      DistributionPasses passes, Distribution.Limit limit, double... percentages) {
    VoxelSums sums = passes.sums();
    if (sums.nonFinite() > 0) {
      return Distribution.unknown(sums.nonFinite());
    }
    long count = sums.all().count();
    long before = limit.above() ? count - sums.beyond().count() : 0;
    LinearRank[] all = ranks(percentages, count);
    LinearRank[] beyond = ranks(percentages, sums.beyond().count());
    long[] wanted =
        LongStream.concat(both(all, 0), both(beyond, before)).sorted().distinct().toArray();
    double[] found = passes.valuesAt(wanted);
    DistributionPasses.Squares squares = passes.squares(sums.all().mean(), sums.beyond().mean());
    LongToDoubleFunction valueAt = rank -> found[Arrays.binarySearch(wanted, rank)];
    return new Distribution(
        0,
        sums.all().part(squares.all(), values(valueAt, all, 0)),
        sums.beyond().part(squares.beyond(), values(valueAt, beyond, before)));
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

  private static double[] values(LongToDoubleFunction valueAt, LinearRank[] ranks, long before) {
    double[] values = new double[ranks.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          ranks[i].between(
              valueAt.applyAsDouble(before + ranks[i].lower()),
              valueAt.applyAsDouble(before + ranks[i].upper()));
    }
    return values;
  }
}
