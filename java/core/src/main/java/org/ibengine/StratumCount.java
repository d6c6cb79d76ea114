package org.ibengine;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an epoch shows of one part of the background.
 *
 * @param pool windows that it is drawn from
 * @param planned patches in this epoch over all ranks, without filler
 * @param delivered patches on this rank (or those merged) so far, without filler
 * @param distinct windows among those planned
 * @param distanceMm of the planned patches from the nearest lesion voxel; empty if not asked for,
 *     or no case of them has a lesion
 * @param bodyShare of the planned patches; empty if there is no estimate of the body
 */
public record StratumCount(
    long pool,
    int planned,
    int delivered,
    int distinct,
    Optional<Quantiles> distanceMm,
    Optional<Quantiles> bodyShare) {

  /** Of numbers that are known and finite; between two of them linear, as numpy's are. */
  public record Quantiles(
      double min, double p25, double median, double p75, double max, double mean) {
    static Optional<Quantiles> of(double[] values) {
      double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
      return sorted.length == 0
          ? Optional.empty()
          : Optional.of(
              new Quantiles(
                  sorted[0],
                  at(sorted, 0.25),
                  at(sorted, 0.5),
                  at(sorted, 0.75),
                  sorted[sorted.length - 1],
                  Arrays.stream(sorted).average().orElseThrow()));
    }

    private static double at(double[] sorted, double share) {
      double rank = share * (sorted.length - 1);
      int below = (int) rank;
      double above = sorted[Math.min(below + 1, sorted.length - 1)];
      return sorted[below] + (above - sorted[below]) * (rank - below);
    }
  }
}
