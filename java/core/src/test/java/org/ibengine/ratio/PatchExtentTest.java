package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class PatchExtentTest {
  @Test
  void millimetresAreRoundedToTheNearestVoxelHalvesUpAtLeastOne() {
    PatchExtent size = new PatchExtent(10, 10, 1, true);
    assertEquals(new Size3(14, 3, 1), size.voxels(new Spacing(0.7, 4, 5)));
    assertEquals("10,10,1 mm", size.text());
  }

  @Test
  void voxelsAreTheSameInEveryCase() {
    PatchExtent size = PatchExtent.ofVoxels(new Size3(48, 64, 40));
    assertEquals(new Size3(48, 64, 40), size.voxels(new Spacing(0.7, 4, 5)));
    assertEquals("48,64,40", size.text());
  }

  @Test
  void sizesThatNoPatchHasAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PatchExtent(0, 1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new PatchExtent(1, Double.NaN, 1, true));
    PatchExtent long40 = new PatchExtent(40_000, 1, 1, true);
    assertThrows(IllegalArgumentException.class, () -> long40.voxels(new Spacing(1, 1, 1)));
  }
}
