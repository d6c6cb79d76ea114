package org.ibengine.plan;

import java.util.Arrays;

/**
 * An order of the numbers 0 … n − 1, at first ascending, of which only the places are kept that
 * were swapped: in a table of open addressing, so that memory goes with the swaps, whatever n is.
 * For shuffles that take only some numbers. Not thread-safe.
 */
final class SparseOrder {
  /** The most bytes for each swap. */
  static final int BYTES = 2 * Long.BYTES * 4;

  private static final long FREE = -1;

  private final long[] places; // FREE, or a place whose number is not its own
  private final long[] numbers;

  /**
   * @param swaps how many there will be at most before {@link #reset}
   */
  SparseOrder(long swaps) {
    int slots = Integer.highestOneBit((int) Math.max(1, Math.min(swaps, 1 << 28))) * 4;
    places = new long[slots];
    numbers = new long[slots];
    Arrays.fill(places, FREE);
  }

  /** Ascending again. */
  void reset() {
    Arrays.fill(places, FREE);
  }

  /** Puts the number at {@code place} where {@code other} was, and returns that one's number. */
  long take(long place, long other) {
    long number = at(other);
    if (other != place) {
      put(other, at(place));
    }
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
