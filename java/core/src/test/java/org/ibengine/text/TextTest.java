package org.ibengine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void numbersOfFloat32HeadersAreThoseThatPeopleGave() {
    assertEquals("0.7", Text.plain((double) 0.7f));
    assertEquals("0.725", Text.plain(((double) 0.7f + (double) 0.75f) / 2));
    assertEquals("0.8046875", Text.plain(0.8046875));
    assertEquals("-3.0", Text.plain(-3));
    assertEquals("1.6777217E7", Text.plain((1 << 24) + 1));
    assertEquals("NaN", Text.plain(Double.NaN));
  }
}
