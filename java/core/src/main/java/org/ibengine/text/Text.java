package org.ibengine.text;

import java.util.Locale;

/** The one place where numbers become text, the same on every machine, whatever its language. */
public final class Text {
  private static final double WHOLE_FLOATS = 1 << 24;

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
   * A number of a file as a person would write it: {@code 0.7} for what a header of float32 holds,
   * which is 0.699999988079071. The fewest digits of the nearest float32; all of the value's where
   * that would lose a whole number.
   */
  public static String plain(double value) {
    return Math.abs(value) < WHOLE_FLOATS ? Float.toString((float) value) : Double.toString(value);
  }

  /**
   * Such as {@code 1 file}, {@code 2 epochs} and {@code 3 batches}, of a noun with a plural in s.
   */
  public static String counted(long count, String noun) {
    boolean hissing = noun.endsWith("ch") && !noun.endsWith("epoch");
    String ending = count == 1 ? "" : hissing ? "es" : "s";
    return format("%d %s%s", count, noun, ending);
  }
}
