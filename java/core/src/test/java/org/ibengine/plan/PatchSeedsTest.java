package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class PatchSeedsTest {
  private static IntToLongFunction seeds(long seed, int epoch) {
    return PatchSeeds.of(new EpochId.Training(seed, epoch));
  }

  @Test
  void seedsAreTheSameInEveryRelease() {
    assertEquals(-4353725345686143770L, seeds(0, 0).applyAsLong(0));
    assertEquals(-1832008035476943681L, seeds(-5, 2).applyAsLong(1234));
  }

  @Test
  void patchesEpochsAndSeedsHaveSeedsOfTheirOwn() {
    Set<Long> all = new HashSet<>();
    for (long seed : new long[] {0, 1, 1L << 32, -1}) {
      for (int epoch : new int[] {0, 1, Integer.MAX_VALUE}) {
        for (int ordinal = 0; ordinal < 1000; ordinal++) {
          all.add(seeds(seed, epoch).applyAsLong(ordinal));
        }
      }
    }
    assertEquals(4 * 3 * 1000, all.size());
  }
}
