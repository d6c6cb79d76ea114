package org.ibengine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ibengine.grid.AxisOrder.Along;
import org.ibengine.volume.Affine;
import org.junit.jupiter.api.Test;

class AxisOrderTest {
  /** What nibabel 5.4.2 says of this affine: io_orientation is [[2, 1], [0, 1], [1, 1]]. */
  @Test
  void theAxisThatRunsMostNearlyAlongOneOfTheWorldChoosesFirst() {
    Affine affine =
        Affine.of(
            .574, .458, -.679, 7, //
            .330, .629, .704, -3, //
            .749, -.628, .210, 1);
    assertEquals(
        List.of(new Along(1, false), new Along(2, false), new Along(0, false)),
        AxisOrder.toRas(affine).axes());
  }

  @Test
  void axesThatRunAlongTheWorldAreTurnedAndReversed() {
    Affine affine = Affine.of(0, 0, -3, 0, 2, 0, 0, 0, 0, -1, 0, 0);
    assertEquals(
        List.of(new Along(2, true), new Along(0, false), new Along(1, true)),
        AxisOrder.toRas(affine).axes());
  }
}
