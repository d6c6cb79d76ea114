package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.volume.Geometry.Spacing;
import org.junit.jupiter.api.Test;

class GridMapTest {
  /** 30 degrees about z. */
  private static Affine turned(double sx, double sy, double sz) {
    double cos = Math.sqrt(0.75);
    return Affine.of(cos * sx, -0.5 * sy, 0, -40, 0.5 * sx, cos * sy, 0, 12, 0, 0, sz, 7);
  }

  @Test
  void positionsOfEqualSpacingsAreWholeAndOthersDividedOnce() {
    GridMap map = GridMap.spaced(new Spacing(0.7, 2.5, 3), new Spacing(0.7, 1, 1.5));
    assertEquals(3, map.position(0, 3, 0, 0));
    assertEquals(7 / 2.5, map.position(1, 0, 7, 0));
    assertEquals(2.5, map.position(2, 0, 0, 5));
    assertTrue(map.isParallel());
  }

  @Test
  void gridsOfOneDirectionAreParallelHoweverTheyLieInSpace() {
    Affine source = turned(0.7, 0.8, 2.5);
    Affine target = turned(1, 1.6, 2.5);
    GridMap map = GridMap.between(source, target, new Size3(300, 300, 90));
    assertTrue(map.isParallel());
    assertEquals(200, map.position(1, 5, 100, 9));
    assertEquals(89, map.position(2, 5, 100, 89));
    assertEquals(10 / 0.7, map.position(0, 10, 20, 30), 1e-12);
  }

  @Test
  void aReversedAxisBeginsAtTheLastVoxel() {
    Affine source = Affine.of(0.3, 0, 0, 5, 0, 0.3, 0, 5, 0, 0, 0.3, 5);
    Affine target = Affine.of(-0.3, 0, 0, 5 + 0.3 * 99, 0, 0.3, 0, 5, 0, 0, 0.3, 5);
    GridMap map = GridMap.between(source, target, new Size3(100, 100, 100));
    assertEquals(99, map.position(0, 0, 3, 4));
    assertEquals(0, map.position(0, 99, 3, 4));
  }

  @Test
  void gridsTurnedAgainstEachOtherAreNotParallel() {
    GridMap map = GridMap.between(Affine.scaling(1, 1, 1), turned(1, 1, 1), new Size3(30, 30, 30));
    assertFalse(map.isParallel());
    double[] mm = turned(1, 1, 1).apply(3, 4, 5);
    for (int axis = 0; axis < 3; axis++) {
      assertEquals(mm[axis], map.position(axis, 3, 4, 5), 1e-12);
      assertEquals(1, map.reduction(axis), 1e-12);
    }
  }

  @Test
  void anAxisThatTheTargetDoesNotMoveAlongIsNotParallel() {
    assertFalse(GridMap.of(Affine.of(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0)).isParallel());
    assertFalse(GridMap.of(Affine.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0)).isParallel());
  }

  @Test
  void aSourceWithoutInverseAndPositionsBeyondAllNumbersAreRefused() {
    Affine flat = Affine.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> GridMap.between(flat, Affine.scaling(1, 1, 1), new Size3(2, 2, 2)));
    GridMap far = GridMap.of(Affine.of(1e308, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
    far.requireFinite(new Size3(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> far.requireFinite(new Size3(2, 1, 1)));
  }
}
