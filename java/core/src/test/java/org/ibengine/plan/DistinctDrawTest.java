package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.plan.RandomStreams.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctDrawTest {
  private static UniformRandomProvider random(long seed) {
    return new RandomStreams(seed, 0).of(Purpose.STRATUM_CHOICE, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 64, 1000})
  void eachComesOnceBeforeAnyComesTwice(int count) {
    DistinctDraw draw = new DistinctDraw(count, 3 * count, random(count));
    for (int round = 0; round < 3; round++) {
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < count; i++) {
        long drawn = draw.next();
        assertTrue(drawn >= 0 && drawn < count && seen.add(drawn), "round " + round + ": " + drawn);
      }
    }
  }

  /** The plain algorithm on an array draws the same numbers. */
  @Test
  void itIsFisherYatesFromTheFront() {
    int count = 257;
    long[] places = new long[count];
    for (int i = 0; i < count; i++) {
      places[i] = i;
    }
    UniformRandomProvider plain = random(5);
    DistinctDraw draw = new DistinctDraw(count, count, random(5));
    for (int j = 0; j < count; j++) {
      int other = (int) (j + plain.nextLong(count - j));
      long drawn = places[other];
      places[other] = places[j];
      assertEquals(drawn, draw.next(), "draw " + j);
    }
  }

  @Test
  void moreThanAnIntCountsAreDrawnFromWithoutHoldingThem() {
    long count = 1L << 40;
    DistinctDraw draw = new DistinctDraw(count, 10_000, random(1));
    Set<Long> seen = new HashSet<>();
    long upper = 0;
    for (int i = 0; i < 10_000; i++) {
      long drawn = draw.next();
      assertTrue(drawn >= 0 && drawn < count && seen.add(drawn));
      upper += drawn >= count / 2 ? 1 : 0;
    }
    assertEquals(5000, upper, 250); // five standard deviations
  }

  /**
   * Chi-square of 40 equally likely numbers, drawn by threes 20,000 times: 39 degrees of freedom.
   */
  @Test
  void allNumbersAreEquallyLikely() {
    int[] counts = new int[40];
    for (int seed = 0; seed < 20_000; seed++) {
      DistinctDraw draw = new DistinctDraw(40, 3, random(seed));
      for (int i = 0; i < 3; i++) {
        counts[(int) draw.next()]++;
      }
    }
    double expected = 60_000 / 40.0;
    double chiSquare = 0;
    for (int found : counts) {
      chiSquare += (found - expected) * (found - expected) / expected;
    }
    assertTrue(chiSquare < 80.1, "chi-square " + chiSquare); // 0.9999 quantile of 39
  }
}
