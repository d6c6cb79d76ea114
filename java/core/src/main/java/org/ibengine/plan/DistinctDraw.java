package org.ibengine.plan;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws numbers of 0 … n − 1 without replacement, all orders equally likely, round by round: each
 * once before any twice. Fisher–Yates from the front: the j-th draw swaps place j with one of j … n
 * − 1. Memory in proportion to what is drawn, whatever n is.
 */
final class DistinctDraw {
  private final long count;
  private final UniformRandomProvider random;
  private final SparseOrder order;
  private long drawn; // in this round

  /**
   * @param count of the numbers, at least 1
   * @param draws how many will be drawn
   */
  DistinctDraw(long count, int draws, UniformRandomProvider random) {
    this.count = count;
    this.random = random;
    this.order = new SparseOrder(Math.min(count, draws));
  }

  long next() {
    if (drawn == count) {
      order.reset();
      drawn = 0;
    }
    long number = order.take(drawn, drawn + random.nextLong(count - drawn));
    drawn++;
    return number;
  }
}
