package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class MiningDrawTest {
  /** Positions along x. */
  private static MiningDraw.Pool line(long size) {
    return new MiningDraw.Pool() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public Index3 get(long rank) {
        return new Index3((int) rank, 3, 5);
      }
    };
  }

  private static List<Integer> ordinals(long size, int count, double spacing, int scan) {
    return MiningDraw.draw(line(size), new MiningDraw.Wanted(count, spacing, 7), scan).stream()
        .peek(pick -> assertEquals(pick.ordinal(), pick.centre().x()))
        .map(MiningDraw.Pick::ordinal)
        .toList();
  }

  /** Numbers of an independent Philox4x32-10 (python), with purpose 6 and epoch 0. */
  @Test
  void theStreamIsThatOfTheOracle() {
    UniformRandomProvider stream =
        new RandomStreams(0x123456789ABCDEFL, 0).of(RandomStreams.Purpose.MINING, 77);
    int[] bounds = {1, 2, 3, 10, 64, 1000, 1 << 20, 1000003, 2000000011, 7};
    int[] expected = {0, 1, 2, 4, 25, 768, 308361, 26614, 127749639, 2};
    for (int i = 0; i < bounds.length; i++) {
      assertEquals(expected[i], stream.nextInt(bounds[i]));
    }
  }

  @Test
  void asManyAsThereAreGivesEachOnce() {
    for (int size : new int[] {1, 2, 3, 100, 1000}) {
      List<Integer> drawn = ordinals(size, size + 5, 0, 1);
      assertEquals(size, drawn.size());
      assertEquals(size, new HashSet<>(drawn).size());
    }
  }

  @Test
  void aFewOfManyAreTheBeginningOfAll() {
    List<Integer> all = ordinals(1000, 1000, 0, 9);
    for (int count : new int[] {1, 7, 31, 32, 400}) {
      assertEquals(all.subList(0, count), ordinals(1000, count, 0, 9));
    }
  }

  @Test
  void scansAndSeedsHaveDrawsOfTheirOwn() {
    assertFalse(ordinals(1000, 10, 0, 1).equals(ordinals(1000, 10, 0, 2)));
    MiningDraw.Wanted other = new MiningDraw.Wanted(10, 0, 8);
    List<Integer> drawn =
        MiningDraw.draw(line(1000), other, 1).stream().map(MiningDraw.Pick::ordinal).toList();
    assertFalse(ordinals(1000, 10, 0, 1).equals(drawn));
  }

  @Test
  void spacingSkipsPicksInTheOrderOfTheDraw() {
    List<Integer> expected = new ArrayList<>();
    for (int ordinal : ordinals(200, 200, 0, 4)) {
      if (expected.stream().allMatch(taken -> Math.abs(taken - ordinal) >= 9)) {
        expected.add(ordinal);
      }
    }
    assertTrue(expected.size() > 10 && expected.size() < 23);
    assertEquals(expected, ordinals(200, 200, 9, 4));
    assertEquals(expected.subList(0, 5), ordinals(200, 5, 9, 4));
  }

  /** χ² of 20 cells at 19 degrees of freedom: above 43.8 once in a thousand. */
  @Test
  void everyPositionIsEquallyLikely() {
    int[] counts = new int[20];
    int scans = 4000;
    for (int scan = 0; scan < scans; scan++) {
      Set<Integer> drawn = new HashSet<>(ordinals(20, 3, 0, scan));
      assertEquals(3, drawn.size());
      drawn.forEach(ordinal -> counts[ordinal]++);
    }
    double expected = scans * 3 / 20.0;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    assertTrue(sum < 43.8, "chi-square " + sum);
  }

  @Test
  void aPoolThatIsTooLargeIsRefused() {
    MiningDraw.Wanted wanted = new MiningDraw.Wanted(1, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> MiningDraw.draw(line(1L << 31), wanted, 0));
    assertEquals(0, MiningDraw.draw(line(0), wanted, 0).size());
    assertThrows(IllegalArgumentException.class, () -> new MiningDraw.Wanted(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new MiningDraw.Wanted(1, -1, 0));
  }
}
