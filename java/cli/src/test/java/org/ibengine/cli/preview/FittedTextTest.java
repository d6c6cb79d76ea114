package org.ibengine.cli.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FittedTextTest {
  private static Predicate<String> upTo(int points) {
    return text -> text.codePointCount(0, text.length()) <= points;
  }

  @Test
  void whatFitsStaysWhole() {
    assertEquals("mined · case", FittedText.middle("mined · ", "case", upTo(12)));
    assertEquals("at (1, 2, 3)", FittedText.begin("at (1, 2, 3)", upTo(12)));
  }

  @Test
  void aNameLosesItsMiddleAndItsPrefixStays() {
    assertEquals("mined · 12…0", FittedText.middle("mined · ", "1234567890", upTo(12)));
    assertEquals("mined · 123…90", FittedText.middle("mined · ", "1234567890", upTo(14)));
    assertEquals("mined · …", FittedText.middle("mined · ", "1234567890", upTo(9)));
    assertEquals("min…", FittedText.middle("mined · ", "1234567890", upTo(4)));
  }

  @Test
  void textLosesItsEnd() {
    assertEquals("at (1…", FittedText.begin("at (1, 2, 3)", upTo(6)));
    assertEquals("…", FittedText.begin("at (1, 2, 3)", upTo(1)));
    assertEquals("", FittedText.begin("at (1, 2, 3)", upTo(0)));
  }

  @Test
  void charactersOfTwoUnitsAreNotSplit() {
    String faces = "\uD83D\uDE00".repeat(5);
    assertEquals("\uD83D\uDE00…\uD83D\uDE00", FittedText.middle("", faces, upTo(3)));
    assertEquals("\uD83D\uDE00\uD83D\uDE00…", FittedText.begin(faces, upTo(3)));
  }
}
