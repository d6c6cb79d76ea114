package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SumsTest {
  private static final long MOST = Long.MAX_VALUE;

  @Test
  void whatALongHoldsIsExact() {
    assertEquals(3 * 5 * 7, Sums.product(3, 5, 7));
    assertEquals(15, Sums.sum(3, 5, 7));
    assertEquals(1, Sums.product());
    assertEquals(0, Sums.sum());
    assertEquals(MOST, Sums.product(1, MOST));
    assertEquals(MOST, Sums.sum(MOST - 7, 7));
    assertEquals(MOST - 1, Sums.product(2, MOST / 2));
    assertEquals("12", Sums.text(12));
  }

  @Test
  void whatNoLongHoldsIsTheMostInsteadOfWrapping() {
    assertEquals(MOST, Sums.product(1L << 32, 1L << 32)); // would wrap to 0
    assertEquals(MOST, Sums.product(3, MOST / 2));
    assertEquals(MOST, Sums.product(MOST, MOST, 2));
    assertEquals(MOST, Sums.sum(MOST, MOST));
    assertEquals(MOST, Sums.sum(MOST - 7, 8));
    assertEquals("9223372036854775807 or more", Sums.text(MOST));
  }

  @Test
  void nothingTimesAnythingIsNothing() {
    assertEquals(0, Sums.product(1L << 62, 1L << 62, 0));
    assertEquals(0, Sums.product(0, MOST));
  }
}
