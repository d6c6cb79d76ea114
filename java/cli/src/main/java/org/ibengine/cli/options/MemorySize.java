package org.ibengine.cli.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory on the command line. */
public final class MemorySize {
  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");

  private MemorySize() {}

  /**
   * Bytes of a text like {@code 4G}, {@code 1.5g} or {@code 800M}, in powers of 1024.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static long parse(String text) {
    Matcher match = TEXT.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "memory must be a number with K, M, G or T, as 4G, was " + text);
    }
    int power = 1 + "kmgt".indexOf(match.group(2));
    boolean plain = match.group(2).isEmpty();
    return (long) (Double.parseDouble(match.group(1)) * (plain ? 1 : 1L << (10 * power)));
  }
}
