package org.ibengine.plan;

import java.util.Comparator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/** Draws ranks of a stratum without replacement, round by round. Not thread-safe. */
interface NumberDraw {
  long next();

  /**
   * @param draws how many will be drawn
   */
  static NumberDraw of(Stratum stratum, int draws, UniformRandomProvider random) {
    NegativeSites sites = stratum.sites();
    return switch (stratum.order()) {
      case UNIFORM -> new DistinctDraw(sites.count(), draws, random)::next;
      case CONFIDENT -> new Rounds(Math.toIntExact(sites.count()), sites::score);
      case WEIGHT -> weighted(sites, random);
    };
  }

  /**
   * Each round in the order of {@code log(u) / weight}, u uniform: a draw one by one with chances
   * in proportion to the weights of those left (Efraimidis and Spirakis, "Weighted random sampling
   * with a reservoir", Information Processing Letters 97, 2006, doi 10.1016/j.ipl.2005.11.003).
   */
  private static NumberDraw weighted(NegativeSites sites, UniformRandomProvider random) {
    double[] keys = new double[Math.toIntExact(sites.count())];
    for (int rank = 0; rank < keys.length; rank++) {
      // StrictMath: the same plan on every machine. 1 − u is never 0.
      keys[rank] = StrictMath.log(1 - random.nextDouble()) / sites.score(rank);
    }
    return new Rounds(keys.length, rank -> keys[(int) rank]);
  }

  /** The highest key first, among equal ones the first; then again. */
  final class Rounds implements NumberDraw {
    private final int[] ranks;
    private int drawn;

    Rounds(int count, LongToDoubleFunction key) {
      ranks =
          IntStream.range(0, count)
              .boxed()
              .sorted(
                  Comparator.comparingDouble((Integer rank) -> -key.applyAsDouble(rank))
                      .thenComparingInt(rank -> rank))
              .mapToInt(Integer::intValue)
              .toArray();
    }

    @Override
    public long next() {
      return ranks[drawn++ % ranks.length];
    }
  }
}
