package org.ibengine.store;

import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one attempt of one run to make a case, such as {@code 9f03c2d87a61be54-12}. No other run
 * has the same, on whatever machine, so nobody else uses what is named after it.
 *
 * @param run 16 lower-case hex digits, drawn for the run
 * @param attempt counts the cases that the run has staged, from 1
 */
public record DataId(String run, int attempt) {
  /** What {@link #toString} gives. */
  static final String PATTERN = "[0-9a-f]{16}-[1-9][0-9]{0,8}";

  private static final Pattern RUN = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern TEXT = Pattern.compile(PATTERN);

  /**
   * @throws IllegalArgumentException if it could not be written as {@link #of} reads it
   */
  public DataId {
    if (!RUN.matcher(run).matches() || attempt < 1 || attempt > 999_999_999) {
      throw new IllegalArgumentException(
          "an id must be 16 hex digits and a number from 1 to 999999999, was "
              + run
              + "-"
              + attempt);
    }
  }

  /** A name for a run that no other has. */
  public static String newRun() {
    UUID drawn = UUID.randomUUID();
    // two of its 128 bits' groups are fixed, none of them in the same place of both halves
    return HexFormat.of()
        .toHexDigits(drawn.getMostSignificantBits() ^ drawn.getLeastSignificantBits());
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static DataId of(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an id must be 16 hex digits, a hyphen and a number from 1, was " + text);
    }
    return new DataId(text.substring(0, 16), Integer.parseInt(text.substring(17)));
  }

  @Override
  public String toString() {
    return run + "-" + attempt;
  }
}
