package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Size3 PATCH = new Size3(3, 5, 7);

  @Test
  void aWindowInsideIsAsLargeAsThePatch() {
    assertEquals(
        new Box(new Index3(1, 2, 3), new Index3(4, 7, 10)),
        Window.of(new Index3(1, 2, 3), PATCH, new Size3(10, 20, 30)));
  }

  @Test
  void aWindowEndsWithAVolumeThatIsSmaller() {
    assertEquals(
        new Box(Index3.ZERO, new Index3(2, 5, 6)),
        Window.of(Index3.ZERO, PATCH, new Size3(2, 20, 6)));
  }

  @Test
  void aWindowAtTheEndOfTheLongestAxisDoesNotOverflow() {
    Size3 volume = new Size3(Integer.MAX_VALUE, 20, 30);
    assertEquals(
        new Box(new Index3(Integer.MAX_VALUE - 2, 0, 0), new Index3(Integer.MAX_VALUE, 5, 7)),
        Window.of(new Index3(Integer.MAX_VALUE - 2, 0, 0), PATCH, volume));
  }
}
