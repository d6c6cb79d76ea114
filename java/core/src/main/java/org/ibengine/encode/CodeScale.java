package org.ibengine.encode;

import org.ibengine.text.Text;

/**
 * Which value each code from 0 to 65,535 stands for: {@code slope · code + intercept}.
 *
 * @param slope between two neighbouring codes; positive
 * @param origin a value that has a code of its own: 0 if it lies between the extremes, so that it
 *     stays 0, else the smallest value
 * @param originCode of {@code origin}
 */
record CodeScale(double slope, double origin, int originCode) {
  static final int MOST = 65_535;

  /** Below, what converts codes to values in float32 would overflow. */
  private static final double LEAST_SLOPE = Float.MIN_NORMAL;

  /**
   * Evenly from the smallest to the largest of some values: no value between them is further than
   * half a step from that of its code, but for rounding.
   *
   * @throws IllegalArgumentException if they are too close or too far apart
   */
  static CodeScale between(double min, double max) {
    if (!(max <= Float.MAX_VALUE && min >= -Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          Text.format(
              "values must fit float32 to be stored as uint16, are %s to %s; rescale the file",
              min, max));
    }
    double slope = (max - min) / MOST;
    if (slope < LEAST_SLOPE) {
      throw new IllegalArgumentException(
          Text.format(
              "values must be equal or differ by at least %s to be stored as uint16, are %s to %s;"
                  + " rescale the file",
              MOST * LEAST_SLOPE, min, max));
    }
    return min <= 0 && max >= 0
        ? new CodeScale(slope, 0, (int) Math.rint(-min / slope))
        : new CodeScale(slope, min, 0);
  }

  /** Steps of 1 from the smallest value on. */
  static CodeScale steps(double min) {
    return new CodeScale(1, min + 0.0, 0); // not −0
  }

  double intercept() {
    return origin - slope * originCode;
  }

  /** The nearest code of a value between the extremes. */
  int code(double value) {
    int code = (int) Math.rint((value - origin) / slope) + originCode;
    return Math.min(Math.max(code, 0), MOST);
  }

  /** Whether {@link #steps} has a code for exactly this value. */
  boolean holds(double value) {
    double code = value - origin;
    return code >= 0 && code <= MOST && code == Math.rint(code) && origin + code == value;
  }

  /**
   * The most by which values between the extremes may differ from those of their codes: half a
   * step, and what float64 rounds.
   *
   * @param largest the largest magnitude of what is added up to a value
   */
  double mostError(double largest) {
    return slope / 2 + largest * 0x1p-49;
  }
}
