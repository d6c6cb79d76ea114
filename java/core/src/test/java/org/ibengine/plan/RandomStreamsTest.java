package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source32.Philox4x32;
import org.ibengine.plan.RandomStreams.Purpose;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
  @Test
  void theGeneratorGivesThePublishedKnownAnswerOfPhilox4x32With10Rounds() {
    // Random123's kat_vectors: key and counter 0. The library counts up before it draws.
    UniformRandomProvider philox = new Philox4x32(new int[] {0, 0, -1, -1, -1, -1});
    assertEquals(0x6627e8d5, philox.nextInt());
    assertEquals(0xe169c58d, philox.nextInt());
    assertEquals(0xbc57ac4c, philox.nextInt());
    assertEquals(0x9b00dbd8, philox.nextInt());
  }

  @Test
  void aStreamDependsOnSeedEpochPurposeAndIndexAndOnNothingElse() {
    long first = new RandomStreams(1, 2).of(Purpose.ORDER, 3).nextLong();
    assertEquals(first, new RandomStreams(1, 2).of(Purpose.ORDER, 3).nextLong());
    assertNotEquals(first, new RandomStreams(1L << 32 | 1, 2).of(Purpose.ORDER, 3).nextLong());
    assertNotEquals(first, new RandomStreams(1, 3).of(Purpose.ORDER, 3).nextLong());
    assertNotEquals(first, new RandomStreams(1, 2).of(Purpose.PLACEMENT, 3).nextLong());
    assertNotEquals(first, new RandomStreams(1, 2).of(Purpose.ORDER, 4).nextLong());
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    int[] values = RandomStreams.permutation(100, new RandomStreams(7, 0).of(Purpose.ORDER, 0));
    java.util.Arrays.sort(values);
    int[] expected = new int[100];
    for (int i = 0; i < 100; i++) {
      expected[i] = i;
    }
    assertArrayEquals(expected, values);
  }
}
