package org.ibengine.prepare;

import org.ibengine.work.CaseProgress;

/**
 * Spreads a case's share of the progress over its steps: a fifth for reading, the rest for writing.
 * Thread-safe.
 */
final class CaseSteps {
  private static final double READING = 0.2;

  private final CaseProgress progress;
  private int expected = 1;
  private int written;

  CaseSteps(CaseProgress progress) {
    this.progress = progress;
  }

  void read() {
    progress.reached(READING);
  }

  /** So many files will be written. */
  synchronized void expect(int files) {
    expected = Math.max(1, files);
  }

  synchronized void wrote() {
    written++;
    progress.reached(READING + (1 - READING) * written / expected);
  }
}
