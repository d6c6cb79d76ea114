package org.ibengine.label;

/**
 * Foreground as maximal runs along x, in memory order (z outermost, then y, then x). Immutable.
 * Parallel accessors instead of objects: a noisy mask has tens of millions of runs.
 */
public final class Runs {
  /** Ints per run in the packed form: xBegin, xEnd (exclusive), y, z, instance id. */
  public static final int STRIDE = 5;

  private final int[] packed;

  /** Takes ownership of {@code packed}: {@link #STRIDE} ints per run. */
  public Runs(int[] packed) {
    if (packed.length % STRIDE != 0) {
      throw new IllegalArgumentException(
          "packed runs take " + STRIDE + " ints each, got " + packed.length + " ints");
    }
    this.packed = packed;
  }

  public int count() {
    return packed.length / STRIDE;
  }

  public int xBegin(int run) {
    return packed[run * STRIDE];
  }

  public int xEnd(int run) {
    return packed[run * STRIDE + 1];
  }

  public int y(int run) {
    return packed[run * STRIDE + 2];
  }

  public int z(int run) {
    return packed[run * STRIDE + 3];
  }

  public int instance(int run) {
    return packed[run * STRIDE + 4];
  }
}
