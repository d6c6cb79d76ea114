package org.ibengine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RunsTest {
  @Test
  void fiveIntsAreOneRun() {
    Runs runs = new Runs(new int[] {2, 5, 7, 11, 1, 0, 3, 8, 12, 2});
    assertEquals(2, runs.count());
    assertEquals(2, runs.xBegin(0));
    assertEquals(5, runs.xEnd(0));
    assertEquals(7, runs.y(0));
    assertEquals(11, runs.z(0));
    assertEquals(1, runs.instance(0));
    assertEquals(0, runs.xBegin(1));
    assertEquals(3, runs.xEnd(1));
    assertEquals(8, runs.y(1));
    assertEquals(12, runs.z(1));
    assertEquals(2, runs.instance(1));
  }

  @Test
  void noIntsAreNoRuns() {
    assertEquals(0, new Runs(new int[0]).count());
  }

  @Test
  void anIncompleteRunIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Runs(new int[7]));
  }
}
