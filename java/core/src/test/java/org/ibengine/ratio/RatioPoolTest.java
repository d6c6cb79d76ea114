package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Placements of several cases, against a sorted list of all their ratios. */
class RatioPoolTest {
  private static final double TOLERANCE = 1e-14;

  @Test
  void casesOfDifferentVoxelsAreOnePopulation() {
    Random random = new Random(5);
    for (int total : new int[] {1, 2, 3, 17, 400}) {
      RatioPool pool = new RatioPool();
      List<Double> all = new ArrayList<>();
      for (int voxels : new int[] {10, 15, 20}) {
        int[] counts = random.ints(total, 0, voxels + 1).toArray();
        CountHistogram histogram = new CountHistogram();
        histogram.add(counts);
        pool.add(voxels, histogram);
        for (int count : counts) {
          all.add((double) count / voxels);
        }
      }
      check(all, pool.ratios());
    }
  }

  @Test
  void countsBeyondTheFirstTableAreKept() {
    RatioPool pool = new RatioPool();
    for (int[] counts : new int[][] {{5000, 5000, 0}, {3, 70_000}, {1_000_000}}) {
      CountHistogram histogram = new CountHistogram();
      histogram.add(counts);
      pool.add(1_000_000, histogram);
    }
    UniformRatios found = pool.ratios();
    assertEquals(6, found.placements());
    assertEquals(1_080_003, found.sumOfCounts());
    assertEquals(1, found.zeroPlacements());
    assertEquals(1, found.max());
    assertEquals(0, found.min());
    assertEquals(0.005, found.quantiles().get(2));
  }

  private static void check(List<Double> all, UniformRatios found) {
    Collections.sort(all);
    double mean = all.stream().mapToDouble(one -> one).average().orElseThrow();
    double squares = all.stream().mapToDouble(one -> (one - mean) * (one - mean)).sum();
    assertEquals(all.size(), found.placements());
    assertEquals(mean, found.mean(), TOLERANCE);
    assertEquals(Math.sqrt(squares / all.size()), found.sd(), TOLERANCE);
    assertEquals(all.get(0), found.min());
    assertEquals(all.get(all.size() - 1), found.max());
    assertEquals(all.stream().filter(one -> one == 0).count(), found.zeroPlacements());
    for (int i = 0; i < UniformRatios.QUANTILES.size(); i++) {
      double place = (all.size() - 1) * UniformRatios.QUANTILES.get(i);
      double low = all.get((int) place);
      double high = all.get(Math.min(all.size() - 1, (int) place + 1));
      double wanted = low + (high - low) * (place - (int) place);
      assertEquals(wanted, found.quantiles().get(i), TOLERANCE);
    }
  }
}
