package org.ibengine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectivityTest {
  @ParameterizedTest
  @EnumSource(Connectivity.class)
  void itIsFoundByItsNumberOfNeighbours(Connectivity connectivity) {
    assertEquals(connectivity, Connectivity.of(connectivity.neighbours()));
  }

  @Test
  void theNamesCarryTheNumbers() {
    assertEquals(6, Connectivity.FACE_6.neighbours());
    assertEquals(18, Connectivity.EDGE_18.neighbours());
    assertEquals(26, Connectivity.CORNER_26.neighbours());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 27, -6})
  void anyOtherNumberIsRefusedByName(int neighbours) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Connectivity.of(neighbours));
    assertEquals("connectivity must be 6, 18 or 26, was " + neighbours, refused.getMessage());
  }
}
