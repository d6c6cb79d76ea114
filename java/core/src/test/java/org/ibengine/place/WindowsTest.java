package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final int[] XS = {0, 3, 4};
  private static final int[] YS = {1, 2, 8, 9, 11};
  private static final int[] ZS = {0, 2, 4, 6, 8, 10, 13};

  /** Windows of the grid above, each held with that probability. */
  private static List<Index3> some(Random random, double probability) {
    List<Index3> windows = new ArrayList<>();
    for (int x : XS) {
      for (int y : YS) {
        for (int z : ZS) {
          if (random.nextDouble() < probability) {
            windows.add(new Index3(x, y, z));
          }
        }
      }
    }
    return windows;
  }

  private static void assertHeldAsBits(List<Index3> windows) {
    List<Index3> compact = Windows.compact(windows);
    assertInstanceOf(Windows.class, compact);
    assertEquals(windows, compact);
    assertEquals(compact, windows);
    for (int rank = 0; rank < windows.size(); rank++) {
      assertEquals(windows.get(rank), compact.get(rank));
    }
    assertSame(compact, Windows.compact(compact));
  }

  @Test
  void windowsInOrderAreHeldAsBitsAndFoundByTheirRank() {
    Random random = new Random(8);
    for (double probability : new double[] {0.04, 0.3, 0.9, 1}) {
      for (int round = 0; round < 50; round++) {
        List<Index3> windows = some(random, probability);
        assertHeldAsBits(windows);
      }
    }
  }

  @Test
  void wordsWithoutAWindowArePassedOver() {
    List<Index3> windows = new ArrayList<>();
    for (int z = 0; z < 300; z++) {
      windows.add(new Index3(0, 0, z)); // all starts along z
    }
    windows.add(new Index3(1, 0, 299)); // its line of bits begins with four empty words
    assertHeldAsBits(windows);
  }

  @Test
  void aRankBeyondTheWindowsIsRefused() {
    List<Index3> windows = Windows.compact(List.of(new Index3(1, 2, 3), new Index3(1, 2, 4)));
    assertThrows(IndexOutOfBoundsException.class, () -> windows.get(2));
    assertThrows(IndexOutOfBoundsException.class, () -> windows.get(-1));
    assertThrows(UnsupportedOperationException.class, () -> windows.remove(0));
  }

  private static void assertHeldAsTheyAre(List<Index3> windows) {
    List<Index3> compact = Windows.compact(windows);
    assertFalse(compact instanceof Windows);
    assertEquals(windows, compact);
    assertThrows(UnsupportedOperationException.class, () -> compact.add(Index3.ZERO));
  }

  @Test
  void anotherOrderAndRepetitionsStayAsTheyAre() {
    Index3 first = new Index3(0, 0, 1);
    Index3 second = new Index3(0, 1, 0);
    assertHeldAsTheyAre(new ArrayList<>(List.of(second, first)));
    assertHeldAsTheyAre(new ArrayList<>(List.of(first, first)));
  }

  @Test
  void fewWindowsOfALargeGridDoNotTakeTheMemoryOfTheGrid() {
    List<Index3> diagonal = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) { // whose grid has 8e12 places
      diagonal.add(new Index3(i, i, i));
    }
    assertHeldAsTheyAre(diagonal);
    int[] starts = new int[30];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = 2 * i;
    }
    assertEquals(
        List.of(new Index3(2, 4, 58)),
        Windows.of(starts, starts, starts, (x, y, z) -> x == 1 && y == 2 && z == 29));
  }
}
