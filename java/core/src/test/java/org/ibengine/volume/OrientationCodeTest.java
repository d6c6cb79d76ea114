package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OrientationCodeTest {
  @Test
  void theSignOfEachAxisIsALetter() {
    assertEquals("RAS", OrientationCode.of(Affine.scaling(1, 2, 3)));
    assertEquals("LPS", OrientationCode.of(Affine.scaling(-1, -2, 3)));
    assertEquals("RAI", OrientationCode.of(Affine.scaling(1, 2, -3)));
  }

  @Test
  void axesMayBeInAnyOrder() {
    // x of the voxels goes up, y to the left, z to the front
    assertEquals("SLA", OrientationCode.of(Affine.of(0, -2, 0, 9, 0, 0, 3, 9, 4, 0, 0, 9)));
  }

  @Test
  void anObliqueGridHasTheNearestAxesEachOnce() {
    double c = Math.cos(0.7);
    double s = Math.sin(0.7); // 40°: nearer to its own axis
    assertEquals("RAS", OrientationCode.of(Affine.of(c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0)));
    // both of the first two axes lean to y; the second more
    assertEquals("RAS", OrientationCode.of(Affine.of(0.6, 0.1, 0, 0, 0.8, 0.99, 0, 0, 0, 0, 1, 0)));
  }
}
