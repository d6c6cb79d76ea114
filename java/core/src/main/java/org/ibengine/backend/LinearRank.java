package org.ibengine.backend;

/**
 * Where a percentage lies between two ranks of {@code n} sorted values, by numpy's {@code linear}
 * rule, operation for operation.
 *
 * @param upper the rank after {@code lower}, or the same at the end
 * @param t from 0 at {@code lower} to 1 at {@code upper}
 */
public record LinearRank(long lower, long upper, double t) {
  /**
   * @param n at least 1
   * @throws IllegalArgumentException if the percentage is not in [0, 100]
   */
  public static LinearRank of(double percentage, long n) {
    if (!(percentage >= 0 && percentage <= 100)) {
      throw new IllegalArgumentException("percentages must be in [0, 100], was " + percentage);
    }
    double rank = (n - 1) * (percentage / 100);
    long lower = Math.min((long) Math.floor(rank), n - 1);
    return new LinearRank(lower, Math.min(lower + 1, n - 1), rank - Math.floor(rank));
  }

  /** As numpy's {@code _lerp}: from the nearer end, so that both ends are met exactly. */
  public double between(double a, double b) {
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }
}
