package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class SlabsTest {
  private static final Box BOX = box(1, 2, 3, 4, 7, 10); // 3 by 5 by 7

  private static Box box(int x0, int y0, int z0, int x1, int y1, int z1) {
    return new Box(new Index3(x0, y0, z0), new Index3(x1, y1, z1));
  }

  @Test
  void aBoxThatFitsIsOneSlab() {
    assertEquals(List.of(BOX), Slabs.of(BOX, 105));
  }

  @Test
  void planesGoTogetherWhileTheyFit() {
    assertEquals(
        List.of(box(1, 2, 3, 4, 7, 6), box(1, 2, 6, 4, 7, 9), box(1, 2, 9, 4, 7, 10)),
        Slabs.of(BOX, 59));
  }

  @Test
  void aPlaneTooLargeIsCutIntoRows() {
    List<Box> slabs = Slabs.of(BOX, 8);
    assertEquals(21, slabs.size());
    assertEquals(box(1, 2, 3, 4, 4, 4), slabs.get(0));
    assertEquals(box(1, 6, 3, 4, 7, 4), slabs.get(2));
    assertEquals(box(1, 6, 9, 4, 7, 10), slabs.get(20));
  }

  @Test
  void aRowIsNeverCut() {
    assertEquals(35, Slabs.of(BOX, 1).size());
  }
}
