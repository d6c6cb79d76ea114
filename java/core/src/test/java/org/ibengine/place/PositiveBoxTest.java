package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class PositiveBoxTest {
  private static final Size3 VOLUME = new Size3(20, 30, 40);

  private static Box box(int x0, int y0, int z0, int x1, int y1, int z1) {
    return new Box(new Index3(x0, y0, z0), new Index3(x1, y1, z1));
  }

  @Test
  void growsByTheMarginAndThenToThePatchTheLargerPartUpwards() {
    Box instance = box(9, 10, 20, 10, 12, 23);
    // x: [8, 11) lacks 4: 2 down, 2 up; y: [9, 13) lacks 5: 2 down, 3 up; z: [19, 24) lacks 6
    assertEquals(
        box(6, 7, 16, 13, 16, 27), PositiveBox.of(instance, 1, new Size3(7, 9, 11), VOLUME));
  }

  @Test
  void isShiftedInsideWhereAnAxisIsClipped() {
    assertEquals(
        box(0, 23, 0, 5, 30, 9),
        PositiveBox.of(box(0, 29, 1, 1, 30, 2), 0, new Size3(5, 7, 9), VOLUME));
  }

  @Test
  void coversTheWholeAxisWhereTheVolumeIsSmallerThanThePatch() {
    assertEquals(
        box(0, 0, 0, 20, 30, 40),
        PositiveBox.of(box(3, 4, 5, 4, 5, 6), 2, new Size3(64, 31, 40), VOLUME));
  }

  @Test
  void staysLargerThanThePatchWhereTheInstanceIs() {
    assertEquals(
        box(1, 2, 3, 15, 25, 35),
        PositiveBox.of(box(2, 3, 4, 14, 24, 34), 1, new Size3(3, 5, 7), VOLUME));
  }

  @Test
  void takesTheWholeVolumeUnderAHugeMargin() {
    assertEquals(
        box(0, 0, 0, 20, 30, 40),
        PositiveBox.of(box(2, 3, 4, 14, 24, 34), Integer.MAX_VALUE, new Size3(3, 5, 7), VOLUME));
  }
}
