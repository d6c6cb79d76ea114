package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AffineTest {
  private static final Affine OBLIQUE = Affine.of(2, 0, 1, 10, 0, 3, 0, 20, -1, 0, 4, 30);

  @Test
  void aVoxelIsMappedRowByRow() {
    assertArrayEquals(new double[] {10, 20, 30}, OBLIQUE.apply(0, 0, 0));
    assertArrayEquals(new double[] {10 + 2 + 3, 20 + 6, 30 - 1 + 12}, OBLIQUE.apply(1, 2, 3));
    assertArrayEquals(new double[] {11, 20, 29.5}, OBLIQUE.apply(0.5, 0, 0));
  }

  @Test
  void aCropKeepsTheAxesAndMovesTheOriginToItsCorner() {
    Affine crop = OBLIQUE.croppedAt(new Index3(1, 2, 3));
    assertArrayEquals(OBLIQUE.apply(1, 2, 3), crop.apply(0, 0, 0));
    assertArrayEquals(OBLIQUE.apply(5, 1, -2), crop.apply(4, -1, -5));
  }

  @Test
  void theLargestDistanceIsAtACorner() {
    Affine stretched = Affine.of(2, 0, 1, 10, 0, 3.5, 0, 20, -1, 0, 4, 30);
    assertEquals(0.5 * 4, OBLIQUE.maxDistanceMm(stretched, new Size3(3, 5, 7)));
    assertEquals(0, OBLIQUE.maxDistanceMm(OBLIQUE, new Size3(3, 5, 7)));
    Affine moved = OBLIQUE.croppedAt(new Index3(0, 1, 0));
    assertEquals(3, OBLIQUE.maxDistanceMm(moved, new Size3(1, 1, 1)));
  }

  @Test
  void theVoxelOfAPositionIsTheOneThatLiesThere() {
    double[] mm = OBLIQUE.apply(1.25, -2, 7.5);
    double[] voxel = OBLIQUE.voxel(mm[0], mm[1], mm[2]);
    assertEquals(1.25, voxel[0], 1e-12);
    assertEquals(-2, voxel[1], 1e-12);
    assertEquals(7.5, voxel[2], 1e-12);
    assertThrows(IllegalArgumentException.class, () -> Affine.scaling(1, 0, 1).voxel(0, 0, 0));
  }

  @Test
  void equalValuesAreEqualAndArraysAreCopies() {
    double[] rows = OBLIQUE.toArray();
    assertEquals(OBLIQUE, Affine.of(rows));
    assertEquals(OBLIQUE.hashCode(), Affine.of(rows).hashCode());
    rows[0] = 99;
    assertEquals(2, OBLIQUE.get(0, 0));
    assertNotEquals(OBLIQUE, Affine.scaling(2, 3, 4));
  }

  @Test
  void wrongCountsAndValuesThatAreNotFiniteAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Affine.of(1, 2, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> Affine.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, Double.NaN));
  }
}
