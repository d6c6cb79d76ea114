package org.ibengine.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "case_001",
        "Müller_Łódź_患者_حالة",
        "e\u0301",
        "\ud83d\ude00 x",
        "a\\u001b",
        "%s {} \"'"
      })
  void ordinaryTextOfAnyScriptStaysAsItIs(String text) {
    assertSame(text, Printable.line(text));
    assertSame(text, Printable.text(text));
  }

  @Test
  void whatATerminalActsOnIsEscapedAsInJson() {
    assertEquals("\\u001b[31mp1", Printable.line("\u001b[31mp1"));
    assertEquals("a\\u0000\\u0007\\u0008\\u007fb", Printable.line("a\u0000\u0007\b\u007fb"));
    assertEquals("\\u009b2J", Printable.line("\u009b2J"));
    assertEquals("p\\u202egnp.exe", Printable.line("p\u202egnp.exe"));
    assertEquals("\\u2066x\\u2069", Printable.line("\u2066x\u2069"));
    assertEquals("\\u200f\\u061c\\ufeff", Printable.line("\u200f\u061c\ufeff"));
    assertEquals("a\\u2028b\\u2029c\\u0085", Printable.line("a\u2028b\u2029c\u0085"));
    assertEquals("\\udb40\\udc41", Printable.line("\udb40\udc41"));
    assertEquals("\\ud800x", Printable.line("\ud800x"));
  }

  @Test
  void linesAreEscapedInNamesAndStayInTextThatIsLaidOut() {
    assertEquals("a\\nb\\tc\\rd", Printable.line("a\nb\tc\rd"));
    assertEquals("a\nb\tc\\rd", Printable.text("a\nb\tc\rd"));
  }
}
