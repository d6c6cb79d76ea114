package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places in a sorted sample between which wanted ranks ought to be; close ones share a bracket. A
 * rank that is not there costs time, never exactness.
 *
 * @param ranks ascending
 * @param bracketOf of each rank
 * @param places two in the sample for each bracket; below 0 and from the sample's size on are the
 *     ends of the type
 */
record PercentileBrackets(long[] ranks, int[] bracketOf, long[] places) {
  /** {@code IB_PERCENTILES_MAX_BRACKETS}. */
  static final int MOST = 4;

  /** What the kernel is made for beside {@link #MOST}. */
  static final int FEW = 2;

  /**
   * Ranks of one pass: each takes a row of a grid, of which there are at most 65,535, and 16 KiB of
   * the device's memory.
   */
  static final int MOST_RANKS = 4096;

  private static final double STANDARD_DEVIATIONS = 4;
  private static final int SLACK = 8; // where the spread is near 0, at the ends

  /**
   * In groups of at most {@link #MOST} brackets and {@link #MOST_RANKS} ranks, which one pass over
   * the voxels serves.
   */
  static List<PercentileBrackets> of(long[] ranks, long voxels, long sample) {
    List<PercentileBrackets> passes = new ArrayList<>();
    int first = 0;
    List<long[]> open = new ArrayList<>();
    int[] bracketOf = new int[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      long[] span = span(ranks[i], voxels, sample);
      if (i - first == MOST_RANKS) {
        passes.add(pass(ranks, bracketOf, first, i, open));
        open.clear();
        first = i;
      }
      long[] last = open.isEmpty() ? null : open.get(open.size() - 1);
      if (last != null && span[0] <= last[1]) {
        last[1] = Math.max(last[1], span[1]);
      } else {
        if (open.size() == MOST) {
          passes.add(pass(ranks, bracketOf, first, i, open));
          open.clear();
          first = i;
        }
        open.add(span);
      }
      bracketOf[i] = open.size() - 1;
    }
    passes.add(pass(ranks, bracketOf, first, ranks.length, open));
    return passes;
  }

  private static long[] span(long rank, long voxels, long sample) {
    double share = (double) rank / voxels;
    double place = share * sample;
    double reach = STANDARD_DEVIATIONS * Math.sqrt(sample * share * (1 - share)) + SLACK;
    return new long[] {(long) Math.floor(place - reach), (long) Math.ceil(place + reach)};
  }

  private static PercentileBrackets pass(
      long[] ranks, int[] bracketOf, int first, int end, List<long[]> spans) {
    return new PercentileBrackets(
        Arrays.copyOfRange(ranks, first, end),
        Arrays.copyOfRange(bracketOf, first, end),
        spans.stream().flatMapToLong(Arrays::stream).toArray());
  }

  int count() {
    return places.length / 2;
  }

  /** How many the kernel is told of; those over are empty. */
  int launched() {
    return count() <= FEW ? FEW : MOST;
  }

  /** Room for what a bracket may be expected to hold, twice over: whole groups of 16 bytes. */
  long capacity(long voxels, long sample) {
    long widest = 0;
    for (int b = 0; b < count(); b++) {
      widest = Math.max(widest, places[2 * b + 1] - places[2 * b]);
    }
    long room = Math.min(voxels, 2 * (widest * (voxels / sample + 1)));
    return (room + 3) / 4 * 4;
  }
}
