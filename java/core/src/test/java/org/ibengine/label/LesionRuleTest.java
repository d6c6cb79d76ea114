package org.ibengine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LesionRuleTest {
  private static LesionRule rule(List<Long> values, List<LesionClass> classes, long ignore) {
    return new LesionRule(LesionRule.Kind.CLASSES, values, classes, OptionalLong.of(ignore), 0, 0);
  }

  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void aValueHasOneMeaning() {
    LesionClass core = new LesionClass("core", List.of(1L, 2L));
    LesionClass rim = new LesionClass("rim", List.of(2L));

    assertRefused(
        "a label value must have one meaning, twice 2",
        () -> rule(List.of(), List.of(core, rim), 9));
    assertRefused(
        "a label value must have one meaning, twice 9", () -> rule(List.of(9L), List.of(), 9));
    assertRefused(
        "give lesion values or classes, not both", () -> rule(List.of(3L), List.of(core), 9));
  }

  @Test
  void zeroIsBackground() {
    assertRefused(
        "label values must be positive, 0 is background; was 0",
        () -> rule(List.of(0L), List.of(), 9));
  }

  @Test
  void classesHaveDifferentNames() {
    LesionClass first = new LesionClass("core", List.of(1L));
    LesionClass second = new LesionClass("core", List.of(2L));

    assertRefused(
        "classes must differ, twice core", () -> rule(List.of(), List.of(first, second), 9));
  }

  @Test
  void sizesAreFiniteAndNotNegative() {
    assertRefused(
        "merge-mm must be a finite number from 0, was NaN",
        () ->
            new LesionRule(
                LesionRule.Kind.INSTANCES,
                List.of(),
                List.of(),
                OptionalLong.empty(),
                0,
                Double.NaN));
  }
}
