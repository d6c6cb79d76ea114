package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.ibengine.label.Runs;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class NearestForegroundTest {
  @Test
  void distancesAreThoseOfLookingAtEveryVoxel() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      WindowScene scene = new WindowScene(random);
      NearestForeground nearest = new NearestForeground(scene.runs(), scene.grid.spacing());
      for (Index3 corner : scene.corners()) {
        assertEquals(
            scene.distance(corner),
            nearest.distanceMm(scene.grid.centre(corner)),
            1e-9,
            "round " + round + ": " + scene + corner);
      }
    }
  }

  /** By hand: runs of x 2 and 3, and of x 6, in one row. */
  @Test
  void millimetresAreToTheCentreOfTheNearestVoxel() {
    Runs runs = new Runs(new int[] {2, 4, 1, 5, 1, 6, 7, 1, 5, 1});
    NearestForeground nearest = new NearestForeground(runs, new Spacing(2, 3, 10));
    assertEquals(0, nearest.distanceMm(new Index3(3, 1, 5)));
    assertEquals(2, nearest.distanceMm(new Index3(5, 1, 5)));
    assertEquals(4, nearest.distanceMm(new Index3(0, 1, 5)));
    assertEquals(5, nearest.distanceMm(new Index3(0, 0, 5)));
    assertEquals(20, nearest.distanceMm(new Index3(6, 1, 7)));
    assertEquals(Math.sqrt(36 + 9 + 100), nearest.distanceMm(new Index3(9, 2, 4)), 1e-12);
  }
}
