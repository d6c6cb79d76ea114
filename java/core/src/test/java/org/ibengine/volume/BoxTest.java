package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxTest {
  private static final Box BOX = new Box(new Index3(1, 2, 3), new Index3(4, 7, 10));

  @Test
  void theSizeIsEndMinusBegin() {
    assertEquals(new Size3(3, 5, 7), BOX.size());
  }

  @Test
  void beginIsInsideAndEndIsNot() {
    assertTrue(BOX.contains(new Index3(1, 2, 3)));
    assertTrue(BOX.contains(3, 6, 9));
    assertFalse(BOX.contains(4, 6, 9));
    assertFalse(BOX.contains(3, 7, 9));
    assertFalse(BOX.contains(3, 6, 10));
    assertFalse(BOX.contains(0, 2, 3));
    assertFalse(BOX.contains(1, 1, 3));
    assertFalse(BOX.contains(1, 2, 2));
  }

  @ParameterizedTest
  @CsvSource({"0,5,7", "3,0,7", "3,5,0", "-1,5,7"})
  void anEmptyBoxIsRefused(int x, int y, int z) {
    Index3 end = new Index3(x, y, z);
    assertThrows(IllegalArgumentException.class, () -> new Box(Index3.ZERO, end));
  }
}
