package org.ibengine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private enum Fruit {
    RED_APPLE,
    FIG,
    PLUM
  }

  private static Fruit find(String label, Fruit... among) {
    return Labels.find("fruit", label, List.of(among), Labels::of);
  }

  @Test
  void aConstantIsFoundByItsNameAmongThoseThatAreAllowed() {
    assertEquals("red-apple", Labels.of(Fruit.RED_APPLE));
    assertEquals(Fruit.RED_APPLE, find("red-apple", Fruit.values()));
    assertRefused(
        "fruit must be red-apple, fig or plum, was RED_APPLE", "RED_APPLE", Fruit.values());
    assertRefused("fruit must be red-apple or fig, was plum", "plum", Fruit.RED_APPLE, Fruit.FIG);
  }

  private static void assertRefused(String message, String label, Fruit... among) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> find(label, among)).getMessage());
  }
}
