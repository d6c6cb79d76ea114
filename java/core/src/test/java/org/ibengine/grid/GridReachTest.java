package org.ibengine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.volume.Affine;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridReachTest {
  /** Voxels 0 to 3 of the target lie at {@code first} to {@code first ± 3 · step} of 5 voxels. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, true, true",
    "-0.5, 1, true, true",
    "1.5, 1, true, true",
    "1.6, 1, true, false",
    "4.6, 1, false, false",
    "-3.4, 1, true, false",
    "-3.6, 1, false, false",
    "4, -1, true, true",
    "2, -1, true, false",
    "-1, 2, true, false"
  })
  void aGridOverlapsOrLiesInside(double first, double step, boolean overlaps, boolean inside) {
    GridMap map = GridMap.of(Affine.of(0, step, 0, first, 1, 0, 0, 0, 0, 0, 1, 0));
    GridReach reach = GridReach.of(map, new Size3(2, 4, 3), new Size3(5, 2, 3));
    assertEquals(overlaps, reach.overlaps());
    assertEquals(inside, reach.isInside());
  }
}
