package org.ibengine.volume;

/**
 * Sums and products of sizes that have not been checked yet. Values are 0 or more; what does not
 * fit a long becomes {@link Long#MAX_VALUE}, which is more than any limit allows, so it is refused
 * instead of wrapping.
 */
public final class Sums {
  private Sums() {}

  /** The product of all factors. */
  public static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      if (factor == 0) {
        return 0;
      }
      product = product > Long.MAX_VALUE / factor ? Long.MAX_VALUE : product * factor;
    }
    return product;
  }

  /** For people: the largest value stands for all that are larger. */
  public static String text(long value) {
    return value == Long.MAX_VALUE ? value + " or more" : Long.toString(value);
  }

  /** The sum of all terms. */
  public static long sum(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = sum > Long.MAX_VALUE - term ? Long.MAX_VALUE : sum + term;
    }
    return sum;
  }
}
