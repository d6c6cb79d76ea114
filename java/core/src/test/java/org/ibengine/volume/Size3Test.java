package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Size3Test {
  @Test
  void voxelsMayExceedTheRangeOfInt() {
    assertEquals(512L * 512 * 20_000, new Size3(512, 512, 20_000).voxels());
    int largest = Integer.MAX_VALUE;
    assertThrows(ArithmeticException.class, () -> new Size3(largest, largest, largest).voxels());
  }

  @Test
  void axesAreNumberedXYZ() {
    Size3 size = new Size3(3, 5, 7);
    assertEquals(3, size.get(0));
    assertEquals(5, size.get(1));
    assertEquals(7, size.get(2));
    assertThrows(IllegalArgumentException.class, () -> size.get(3));
    assertThrows(IllegalArgumentException.class, () -> Index3.ZERO.get(-1));
    assertEquals("(3, 5, 7)", size.toString());
  }

  @ParameterizedTest
  @CsvSource({"0,5,7", "3,0,7", "3,5,0", "3,-5,7"})
  void aSizeWithoutVoxelsIsRefusedWithItsValue(int x, int y, int z) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new Size3(x, y, z));
    assertEquals(
        "size must be positive in x, y and z, was (%d, %d, %d)".formatted(x, y, z),
        refused.getMessage());
  }
}
