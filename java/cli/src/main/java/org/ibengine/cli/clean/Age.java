package org.ibengine.cli.clean;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time on the command line. */
final class Age {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\s*([smhd])");

  private Age() {}

  /**
   * A whole number of seconds, minutes, hours or days, as {@code 90s}, {@code 30m}, {@code 12h},
   * {@code 1d}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Duration parse(String text) {
    Matcher match = TEXT.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "--older-than must be a whole number with s, m, h or d, such as 1d, was " + text);
    }
    long number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
