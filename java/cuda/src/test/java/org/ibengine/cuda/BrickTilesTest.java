package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class BrickTilesTest {
  private static long tiles(int quarterTurns, Index3 corner, Size3 size) {
    Orientation turned = new Orientation(quarterTurns, false, false, false);
    return BrickTiles.of(new PatchCut(corner, size, null, turned, Intensity.IDENTITY, 0f));
  }

  @Test
  void rowsOfBricksSideBySideFillATile() {
    // 12 bricks of 24 rows of 24 planes: 2 rows to a tile.
    assertEquals(288, tiles(0, new Index3(8, 4, 0), new Size3(96, 96, 96)));
    // 13 of 25 of 25, 2 rows to a tile.
    assertEquals(313, tiles(0, new Index3(-1, 3, 7), new Size3(96, 96, 96)));
    // 1 of 2 of 1: 16 rows would fit.
    assertEquals(1, tiles(2, new Index3(0, 3, 0), new Size3(8, 2, 4)));
    assertEquals(2, tiles(2, new Index3(0, 3, 0), new Size3(8, 2, 4 * 16)));
  }

  @Test
  void rowsOfMoreThan32BricksTakeSeveralTilesOfEqualWidth() {
    assertEquals(1, tiles(0, Index3.ZERO, new Size3(256, 4, 4)));
    // 33 bricks: 2 tiles of up to 17, each of one row.
    assertEquals(2 * 6, tiles(0, Index3.ZERO, new Size3(257, 12, 8)));
    // 65 bricks: 3 tiles of up to 22.
    assertEquals(3, tiles(0, new Index3(7, 0, 0), new Size3(513, 4, 4)));
  }

  @Test
  void turnedATileIs4BricksOf8RowsOfOnePlane() {
    assertEquals(5, tiles(1, Index3.ZERO, new Size3(32, 32, 20)));
    assertEquals(2 * 2 * 6, tiles(3, new Index3(1, 1, 1), new Size3(32, 32, 20)));
  }
}
