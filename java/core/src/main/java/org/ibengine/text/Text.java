package org.ibengine.text;

import java.util.Locale;

/** The one place where numbers become text, the same on every machine, whatever its language. */
public final class Text {
  private Text() {}

  /**
   * The text of {@link java.util.Formatter} with ASCII digits, a point before decimals and commas
   * between thousands.
   *
   * @throws java.util.IllegalFormatException if the values do not suit the format
   */
  public static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * Such as {@code 1 file}, {@code 2 files} and {@code 3 batches}, of a noun with a plural in s.
   */
  public static String counted(long count, String noun) {
    String ending = count == 1 ? "" : noun.endsWith("ch") ? "es" : "s";
    return format("%d %s%s", count, noun, ending);
  }
}
