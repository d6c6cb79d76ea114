package org.ibengine.error;

import org.ibengine.text.Text;

/**
 * Makes text that may come from files and their names safe for a terminal: characters that would
 * move its cursor, change its colours or the order of the text become {@code \\u} and four hex
 * digits, as in JSON. Other text stays as it is.
 */
public final class Printable {
  private Printable() {}

  /** Lines and tabs stay: for text that is laid out already. */
  public static String text(String text) {
    return escaped(text, true);
  }

  /** One line: line ends and tabs are escaped too. For names and messages. */
  public static String line(String text) {
    return escaped(text, false);
  }

  private static String escaped(String text, boolean laidOut) {
    StringBuilder safe = null; // only where something is to be escaped
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      int end = at + Character.charCount(point);
      boolean layout = laidOut && (point == '\n' || point == '\t');
      boolean harmful = !layout && isHarmful(point);
      if (harmful && safe == null) {
        safe = new StringBuilder(text.substring(0, at));
      }
      if (safe != null) {
        safe.append(harmful ? escape(text.substring(at, end)) : text.substring(at, end));
      }
      at = end;
    }
    return safe == null ? text : safe.toString();
  }

  private static boolean isHarmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, // also ESC, and the C1 codes that stand for ESC and a letter
          Character.FORMAT, // also all that turn the direction of writing, and what is invisible
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String escape(String point) {
    return switch (point) {
      case "\n" -> "\\n";
      case "\r" -> "\\r";
      case "\t" -> "\\t";
      default -> {
        StringBuilder hex = new StringBuilder();
        point.chars().forEach(unit -> hex.append(Text.format("\\u%04x", unit)));
        yield hex.toString();
      }
    };
  }
}
