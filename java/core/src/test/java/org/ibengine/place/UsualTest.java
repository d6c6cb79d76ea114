package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.NoSuchElementException;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class UsualTest {
  private static final Size3 SMALL = new Size3(3, 5, 7);
  private static final Size3 LARGE = new Size3(4, 5, 7);

  @Test
  void theStrideIsHalfThePatchAndAtLeastOneVoxel() {
    assertEquals(new Size3(1, 2, 64), Usual.stride(new Size3(1, 5, 128)));
  }

  @Test
  void theUsualPatchSizeIsTheMostFrequent() {
    assertEquals(LARGE, Usual.patchSize(List.of(SMALL, LARGE, LARGE)));
  }

  @Test
  void ofEquallyFrequentSizesTheSmallestIsUsual() {
    assertEquals(SMALL, Usual.patchSize(List.of(LARGE, SMALL, LARGE, SMALL)));
  }

  @Test
  void ofSizesWithAsManyVoxelsTheShortestAlongXIsUsualThenAlongY() {
    assertEquals(
        new Size3(3, 5, 7),
        Usual.patchSize(
            List.of(
                new Size3(7, 5, 3), new Size3(3, 7, 5), new Size3(3, 5, 7), new Size3(5, 3, 7))));
  }

  @Test
  void noPatchHasNoSize() {
    assertThrows(NoSuchElementException.class, () -> Usual.patchSize(List.of()));
  }
}
