package org.ibengine.prepare;

/**
 * Spreads a case's share of the progress over its steps: a fifth for reading, the rest for writing.
 * Thread-safe.
 */
final class CaseProgress {
  private final PrepareListener listener;
  private final long share;
  private long told;
  private int expected = 1;
  private int written;

  CaseProgress(PrepareListener listener, long share) {
    this.listener = listener;
    this.share = share;
  }

  synchronized void read() {
    tell(share / 5);
  }

  /** So many files will be written. */
  synchronized void expect(int files) {
    expected = Math.max(1, files);
  }

  synchronized void wrote() {
    written++;
    tell(share / 5 + (long) ((double) (share - share / 5) * written / expected));
  }

  /** The case is through, or has failed. */
  synchronized void finish() {
    tell(share);
  }

  private void tell(long reached) {
    if (reached > told) {
      listener.advanced(Math.min(reached, share) - told);
      told = Math.min(reached, share);
    }
  }
}
