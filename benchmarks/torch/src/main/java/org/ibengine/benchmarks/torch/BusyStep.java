package org.ibengine.benchmarks.torch;

/** A step of a training loop that computes: afterwards the caches hold what it worked on. */
final class BusyStep {
  private static final int LONGS = 1 << 21; // 16 MiB, more than the caches of a core
  private static final int BETWEEN_LOOKS = 1 << 13;

  private final long[] values = new long[LONGS];
  private int at;

  /** Changes every value, again and again, until so much time has gone by. */
  void run(long nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() < until) {
      for (int i = at; i < at + BETWEEN_LOOKS; i++) {
        values[i] = values[i] * 31 + i;
      }
      at = (at + BETWEEN_LOOKS) % LONGS;
    }
  }
}
