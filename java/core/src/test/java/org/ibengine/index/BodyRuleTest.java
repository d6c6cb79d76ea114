package org.ibengine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRuleTest {
  @Test
  void aRuleIsAWordOrTheValueThatBodyReaches() {
    assertEquals(BodyRule.OTSU, BodyRule.parse("otsu"));
    assertEquals(BodyRule.NONE, BodyRule.parse("none"));
    assertEquals(BodyRule.from(-400.5), BodyRule.parse("-400.5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Otsu", "12 HU", "NaN", "-Infinity"})
  void anythingElseIsRefusedInTheNameOfTheOption(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> BodyRule.parse(text)).getMessage();
    assertTrue(message.contains("--body takes"), message);
  }

  @Test
  void nothingIsLookedForInAModalityWhereNothingIsLookedFor() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> BodyRule.NONE.in("CT")).getMessage();
    assertTrue(message.contains("--body-modality CT"), message);
  }
}
