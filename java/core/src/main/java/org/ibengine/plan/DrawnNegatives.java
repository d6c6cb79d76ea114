package org.ibengine.plan;

import java.util.Arrays;

/**
 * The background patches of one epoch, by number. Of the grid alone, the number is the rank of the
 * window. Otherwise the numbers of a stratum follow those of the strata before it, and the ranks
 * that were drawn are kept. Immutable, so thread-safe.
 */
final class DrawnNegatives {
  private final Strata strata;
  private final long[] ranks; // by number; null: the number is the rank
  private final int[] ends; // of each stratum: how many patches it and those before it give

  private DrawnNegatives(Strata strata, long[] ranks, int[] ends) {
    this.strata = strata;
    this.ranks = ranks;
    this.ends = ends;
  }

  /** All windows of one stratum, such as the grid, each under its rank. */
  static DrawnNegatives ofGrid(Strata grid) {
    return new DrawnNegatives(grid, null, new int[] {Integer.MAX_VALUE});
  }

  /**
   * Drawn without replacement from each stratum, as often as its quota says.
   *
   * @param sorted whether those of a stratum come in its order, not as they were drawn
   */
  static DrawnNegatives draw(Strata strata, int total, RandomStreams streams, boolean sorted) {
    int[] ends = strata.quotas(total);
    Arrays.parallelPrefix(ends, Integer::sum);
    long[] ranks = new long[total];
    int first = 0;
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] > first) {
        NumberDraw draw =
            NumberDraw.of(
                strata.all().get(i),
                ends[i] - first,
                streams.of(RandomStreams.Purpose.STRATUM_CHOICE, i));
        for (int number = first; number < ends[i]; number++) {
          ranks[number] = draw.next();
        }
      }
      if (sorted) {
        Arrays.sort(ranks, first, ends[i]);
      }
      first = ends[i];
    }
    return new DrawnNegatives(strata, ranks, ends);
  }

  /** Position of the stratum. */
  int stratum(int number) {
    int stratum = 0;
    while (ends[stratum] <= number) {
      stratum++;
    }
    return stratum;
  }

  /** Of the window in its stratum. */
  long rank(int number) {
    return ranks == null ? number : ranks[number];
  }

  Stratum of(int number) {
    return strata.all().get(stratum(number));
  }
}
