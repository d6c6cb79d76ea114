package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentileBracketsTest {
  private static final int GRID_ROWS = 65_535;

  @Test
  void noPassHasMoreRanksThanAGridHasRowsHoweverManyAreWanted() {
    long[] ranks = LongStream.range(0, 70_001).map(i -> 3 * i).toArray();
    List<PercentileBrackets> passes = PercentileBrackets.of(ranks, 1_000_000, 16_384);
    for (PercentileBrackets pass : passes) {
      assertTrue(pass.ranks().length <= GRID_ROWS, () -> pass.ranks().length + " ranks");
      assertEquals(pass.ranks().length, pass.bracketOf().length);
      assertTrue(pass.count() >= 1 && pass.count() <= PercentileBrackets.MOST);
      for (int bracket : pass.bracketOf()) {
        assertTrue(bracket >= 0 && bracket < pass.count());
      }
    }
    long[] all = passes.stream().flatMapToLong(pass -> LongStream.of(pass.ranks())).toArray();
    assertArrayEquals(ranks, all);
  }

  @Test
  void fewRanksThatLieTogetherShareOnePass() {
    long[] ranks = {5_000, 5_001, 995_000, 995_001};
    List<PercentileBrackets> passes = PercentileBrackets.of(ranks, 1_000_000, 16_384);
    assertEquals(1, passes.size());
    assertArrayEquals(new int[] {0, 0, 1, 1}, passes.get(0).bracketOf());
  }
}
