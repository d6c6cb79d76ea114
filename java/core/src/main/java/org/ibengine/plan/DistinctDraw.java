package org.ibengine.plan;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws numbers of 0 … n − 1 without replacement, all orders equally likely, round by round: each
 * once before any twice. Fisher–Yates from the front: the j-th draw swaps place j with one of j … n
 * − 1; only places that hold another number than their own are kept, in a table of open addressing.
 * Memory in proportion to what is drawn, whatever n is.
 */
final class DistinctDraw {
  private static final long FREE = -1;

  private final long count;
  private final UniformRandomProvider random;
  private final long[] places; // FREE, or a place whose number is not its own
  private final long[] numbers;
  private long drawn; // in this round

  /**
   * @param count of the numbers, at least 1
   * @param draws how many will be drawn
   */
  DistinctDraw(long count, int draws, UniformRandomProvider random) {
    this.count = count;
    this.random = random;
    long kept = Math.min(count, draws);
    int slots = Integer.highestOneBit((int) Math.max(1, Math.min(kept, 1 << 28))) * 4;
    places = new long[slots];
    numbers = new long[slots];
    Arrays.fill(places, FREE);
  }

  long next() {
    if (drawn == count) {
      Arrays.fill(places, FREE);
      drawn = 0;
    }
    long other = drawn + random.nextLong(count - drawn);
    long number = at(other);
    if (other != drawn) {
      put(other, at(drawn));
    }
    drawn++;
    return number;
  }

  private long at(long place) {
    int slot = slot(place);
    return places[slot] == FREE ? place : numbers[slot];
  }

  private void put(long place, long number) {
    int slot = slot(place);
    places[slot] = place;
    numbers[slot] = number;
  }

  /** Where the place is, or where it belongs. */
  private int slot(long place) {
    int mask = places.length - 1;
    // Fibonacci hashing (Knuth, TAOCP vol. 3, section 6.4): neighbours lie far apart.
    int slot = (int) (place * 0x9e37_79b9_7f4a_7c15L >>> 32) & mask;
    while (places[slot] != FREE && places[slot] != place) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
