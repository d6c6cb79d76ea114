package org.ibengine.cli.preview;

import java.util.function.Predicate;

/**
 * Shortens text until it fits; an ellipsis stands for what was left out. Never splits a character.
 */
final class FittedText {
  private static final String ELLIPSIS = "…";

  private FittedText() {}

  /** The begin of a text, whole if it fits; empty if not even the ellipsis does. */
  static String begin(String text, Predicate<String> fits) {
    if (fits.test(text)) {
      return text;
    }
    for (int kept = length(text) - 1; kept >= 0; kept--) {
      String shorter = first(text, kept) + ELLIPSIS;
      if (fits.test(shorter)) {
        return shorter;
      }
    }
    return "";
  }

  /**
   * A prefix, whole, and a name of which the middle is left out; the prefix is cut only if alone it
   * does not fit.
   */
  static String middle(String prefix, String name, Predicate<String> fits) {
    if (fits.test(prefix + name)) {
      return prefix + name;
    }
    for (int kept = length(name) - 1; kept >= 0; kept--) {
      String shorter = prefix + first(name, (kept + 1) / 2) + ELLIPSIS + last(name, kept / 2);
      if (fits.test(shorter)) {
        return shorter;
      }
    }
    return begin(prefix, fits);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String first(String text, int points) {
    return text.substring(0, text.offsetByCodePoints(0, points));
  }

  private static String last(String text, int points) {
    return text.substring(text.offsetByCodePoints(text.length(), -points));
  }
}
