package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The placements of one size in several cases, which may differ in voxels where the size is one in
 * mm. What comes out does not depend on the order in which cases are added. Memory: 8 bytes for
 * each count up to the largest, for each number of voxels that patches have. Thread-safe.
 */
final class RatioPool {
  private final Map<Long, CountHistogram> byVoxels = new TreeMap<>();

  /**
   * Adds the placements of a case.
   *
   * @param voxels of a patch
   */
  synchronized void add(long voxels, CountHistogram counts) {
    byVoxels.computeIfAbsent(voxels, none -> new CountHistogram()).add(counts);
  }

  /** Of all that was added; at least one placement. */
  synchronized UniformRatios ratios() {
    long placements = 0;
    long counts = 0;
    double sum = 0;
    long zero = 0;
    for (Map.Entry<Long, CountHistogram> some : byVoxels.entrySet()) {
      placements += some.getValue().total();
      counts += some.getValue().sum();
      sum += (double) some.getValue().sum() / some.getKey();
      zero += some.getValue().at(0);
    }
    double mean = sum / placements;
    Map<Long, Double> ends = at(new TreeSet<>(List.of(0L, placements - 1)));
    return new UniformRatios(
        placements,
        counts,
        mean,
        Math.sqrt(squares(mean) / placements),
        ends.get(0L),
        ends.get(placements - 1),
        zero,
        quantiles(placements));
  }

  /** Squared distances of all placements from the mean. */
  private double squares(double mean) {
    double squares = 0;
    for (Map.Entry<Long, CountHistogram> some : byVoxels.entrySet()) {
      CountHistogram counts = some.getValue();
      for (int count = counts.next(0); count >= 0; count = counts.next(count + 1)) {
        double off = (double) count / some.getKey() - mean;
        squares += counts.at(count) * off * off;
      }
    }
    return squares;
  }

  private List<Double> quantiles(long placements) {
    SortedSet<Long> ranks = new TreeSet<>();
    for (double share : UniformRatios.QUANTILES) {
      long rank = (long) ((placements - 1) * share);
      ranks.add(rank);
      ranks.add(Math.min(placements - 1, rank + 1));
    }
    Map<Long, Double> values = at(ranks);
    List<Double> quantiles = new ArrayList<>();
    for (double share : UniformRatios.QUANTILES) {
      double place = (placements - 1) * share;
      long rank = (long) place;
      double above = values.get(Math.min(placements - 1, rank + 1));
      quantiles.add(between(values.get(rank), above, place - rank));
    }
    return quantiles;
  }

  /** As numpy rounds it. */
  private static double between(double low, double high, double part) {
    return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
  }

  /** One number of voxels, and the count that is next. */
  private record Cursor(long voxels, CountHistogram counts, int count) {
    double ratio() {
      return (double) count / voxels;
    }
  }

  /** The ratios at some places of the ascending list of all, by place, from 0. */
  private Map<Long, Double> at(SortedSet<Long> ranks) {
    PriorityQueue<Cursor> next = new PriorityQueue<>(Comparator.comparingDouble(Cursor::ratio));
    byVoxels.forEach((voxels, counts) -> next.add(new Cursor(voxels, counts, counts.next(0))));
    Map<Long, Double> found = new HashMap<>();
    Iterator<Long> wanted = ranks.iterator();
    long rank = wanted.next();
    for (long passed = 0; rank >= 0; ) {
      Cursor least = next.remove();
      passed += least.counts().at(least.count());
      while (0 <= rank && rank < passed) {
        found.put(rank, least.ratio());
        rank = wanted.hasNext() ? wanted.next() : -1;
      }
      int after = least.counts().next(least.count() + 1);
      if (after >= 0) {
        next.add(new Cursor(least.voxels(), least.counts(), after));
      }
    }
    return found;
  }
}
